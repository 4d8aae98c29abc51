/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What runs before the program's own start, and when it ends: the rows of a table, one after the other. The first word
 * of a table is its own address in the file, so that the base can be told. A row is four words: what to do, a, b, c
 * (enum lw_fuse_do of fusing.h). x86_64.c has the bytes; tests/live/fuse_stubs.py assembles this file and compares.
 * Undefined are the tables and the program's entry: the distances to them are filled in.
 */
	.intel_syntax noprefix
	.text
/* A program's entry: the stack holds argc, argv and the environment; rdx is the loader's function for the end. */
enter:
	endbr64
	mov r12, rdx
	mov r13, rsp
	mov edi, [rsp]
	lea rsi, [rsp + 8]
	lea rdx, [rsi + rdi * 8 + 8]
	xor ebp, ebp
	and rsp, -16
	lea rcx, [rip + enter_table]
	call rows
	mov rsp, r13
	mov rdx, r12
	jmp program

/* Called by the loader with argc, argv and the environment. */
init:
	endbr64
	lea rcx, [rip + init_table]
	jmp rows

/* Called by the loader as the first function that tells an address (IRELATIVE): what it gives is not used. */
first:
	endbr64
	lea rcx, [rip + first_table]
	jmp rows

/* Called by the loader when the process ends. */
fini:
	endbr64
	lea rcx, [rip + fini_table]

rows:
	push rbx
	push rbp
	push r12
	push r13
	push r14
	push r15
	sub rsp, 8
	mov r12, rdi
	mov r13, rsi
	mov r14, rdx
	mov rbx, rcx
	mov rbp, rcx
	sub rbp, [rcx]
	add rbx, 8
row:
	mov r15, [rbx]
	mov rdi, [rbx + 8]
	mov rsi, [rbx + 16]
	mov rdx, [rbx + 24]
	add rdi, rbp
	cmp r15d, 2
	jb protect_or_end
	je copy
	cmp r15d, 4
	jb call
	ja alias
	mov rdi, [rdi]
call:
	mov rax, rdi
	mov rdi, r12
	mov rsi, r13
	mov rdx, r14
	call rax
	jmp next
copy:
	mov rcx, rsi
	lea rsi, [rdx + rbp]
	cld
	rep movsb
	jmp next
/* The program's link map gets further names: those of the libraries that are in it. a: the first of a list of names
 * (struct libname_list of glibc's include/link.h), b: where DT_DEBUG's value is. The places in struct link_map are those
 * of every glibc since 2.3: l_real 40, l_libname 56; a map whose l_real is not itself is none of those. */
alias:
	mov rax, [rsi + rbp]
	test rax, rax
	jz next
	mov rax, [rax + 8] /* r_map */
	test rax, rax
	jz next
	cmp [rax + 40], rax
	jne next
	mov rax, [rax + 56]
	test rax, rax
	jz next
last:
	mov rdx, [rax + 8]
	test rdx, rdx
	jz append
	mov rax, rdx
	jmp last
append:
	mov [rax + 8], rdi
	jmp next
protect_or_end:
	test r15d, r15d
	jz done
	mov eax, 10 /* mprotect */
	syscall
	test eax, eax
	jz next
	mov edi, 127 /* as the loader gives up where it cannot protect */
	mov eax, 231 /* exit_group */
	syscall
next:
	add rbx, 32
	jmp row
done:
	add rsp, 8
	pop r15
	pop r14
	pop r13
	pop r12
	pop rbp
	pop rbx
	ret
