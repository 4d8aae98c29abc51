/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For AArch64 what stub_x86_64.S is for x86-64: the same table of rows (enum lw_fuse_do of fusing.h). aarch64.c has the
 * bytes; tests/live/fuse_stubs.py assembles this file and compares. Undefined are the tables and the program's entry:
 * words hold how far they are from the place behind the word. Every place that is reached by a register begins with bti,
 * which older processors take for a nop. No code is written, so that no cache has to be told of anything.
 *
 * Files for this machine may lie in pages of 4, 16 and 64 KiB. mprotect with an address that is no page's is refused
 * even for no bytes at all (linux/mm/mprotect.c), so that the size can be asked for without the auxiliary vector, which
 * a library's constructor does not get.
 */
	.text
/* A program's entry: the stack, which is aligned, holds argc, argv and the environment; x0 is the loader's function for
 * the end. */
enter:
	hint #38 /* bti jc */
	mov x19, x0
	ldr x0, [sp]
	add x1, sp, #8
	add x2, x1, x0, lsl #3
	add x2, x2, #8
	mov x29, #0
	adr x3, to_enter + 4
	ldrsw x4, to_enter
	add x3, x3, x4
	bl rows
	mov x0, x19
	adr x16, to_program + 4
	ldrsw x17, to_program
	add x16, x16, x17
	mov x29, #0
	mov x30, #0
	br x16

/* Called by the loader with argc, argv and the environment. */
init:
	hint #34 /* bti c */
	adr x3, to_init + 4
	ldrsw x4, to_init
	b found

/* Called by the loader as the first function that tells an address (IRELATIVE): what it gives is not used. */
first:
	hint #34
	adr x3, to_first + 4
	ldrsw x4, to_first
	b found

/* Called by the loader when the process ends. */
fini:
	hint #34
	adr x3, to_fini + 4
	ldrsw x4, to_fini
found:
	add x3, x3, x4

/* x3: the table. x22: the base; x23: behind the row; x24: what to do; x25: page size less 1, or 0 where it is not known. */
rows:
	stp x29, x30, [sp, #-80]!
	mov x29, sp
	stp x19, x20, [sp, #16]
	stp x21, x22, [sp, #32]
	stp x23, x24, [sp, #48]
	str x25, [sp, #64]
	mov x19, x0
	mov x20, x1
	mov x21, x2
	mov x25, #0
	ldr x22, [x3]
	sub x22, x3, x22
	add x23, x3, #8
row:
	add x23, x23, #32
operands:
	ldp x24, x0, [x23, #-32]
	ldp x1, x2, [x23, #-16]
	add x0, x0, x22
	cmp w24, #2
	b.lo protect_or_end
	b.eq copy
	cmp w24, #4
	b.lo call
	b.hi alias
	ldr x0, [x0]
call:
	mov x16, x0
	mov x0, x19
	mov x1, x20
	mov x2, x21
	blr x16
	b row
copy:
	cbz x1, row
	add x2, x2, x22
byte:
	ldrb w3, [x2], #1
	strb w3, [x0], #1
	subs x1, x1, #1
	b.ne byte
	b row
/* The program's link map gets further names: see stub_x86_64.S. */
alias:
	ldr x3, [x1, x22]
	cbz x3, row
	ldr x3, [x3, #8] /* r_map */
	cbz x3, row
	ldr x4, [x3, #40]
	cmp x4, x3
	b.ne row
	ldr x3, [x3, #56]
	cbz x3, row
last:
	ldr x4, [x3, #8]
	cbz x4, append
	mov x3, x4
	b last
append:
	str x0, [x3, #8]
	b row
protect_or_end:
	cbz w24, done
	cbz x25, page
	add x1, x0, x1
	bic x0, x0, x25
	tbz w2, #8, length /* LW_FUSE_INSIDE: only pages that end before the range does */
	bic x1, x1, x25
length:
	and w2, w2, #7
	subs x1, x1, x0
	b.ls row
	mov x8, #226 /* mprotect */
	svc #0
	cbz w0, row
	mov x0, #127 /* as the loader gives up where it cannot protect */
	mov x8, #94 /* exit_group */
	svc #0
	brk #1
page:
	mov x25, #4096
try:
	mov x0, x25
	mov x1, #0
	mov x2, #0
	mov x8, #226
	svc #0
	cmn w0, #22 /* EINVAL */
	b.ne known
	lsl x25, x25, #2
	cmp x25, #16, lsl #12
	b.lo try
known:
	sub x25, x25, #1
	b operands
done:
	ldp x19, x20, [sp, #16]
	ldp x21, x22, [sp, #32]
	ldp x23, x24, [sp, #48]
	ldr x25, [sp, #64]
	ldp x29, x30, [sp], #80
	ret
to_enter:
	.word enter_table - (. + 4)
to_init:
	.word init_table - (. + 4)
to_first:
	.word first_table - (. + 4)
to_fini:
	.word fini_table - (. + 4)
to_program:
	.word program - (. + 4)
