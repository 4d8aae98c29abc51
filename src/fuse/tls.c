/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One block of thread-local variables for all parts. Code of a program knows how far its own variables are from the
 * thread pointer, so they stay there: at the block's end where blocks lie below the pointer (variant II), at its begin
 * where they lie above it (variant I). Drepper, "ELF Handling For Thread-Local Storage"; glibc csu/libc-tls.c.
 */
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"

#define MOST ((uint64_t)1 << 28)

/* An alignment of 0 is none (gABI chapter 5, p_align). */
static uint64_t up(uint64_t x, uint64_t align) {
	return align == 0 ? x : lw_round_up(x, align);
}

static bool check(const struct lw_fuse_part *p, struct lw_error *err) {
	const struct lw_phdr *t = p->tls;
	if (t == NULL)
		return true;
	if (t->p_memsz > MOST || t->p_filesz > t->p_memsz || t->p_align > MOST || (t->p_align & (t->p_align - 1)) != 0)
		return lw_fuse_refuse(p, LW_FUSE_RULE_TLS, err,
				      "has thread-local variables of %#llx bytes, aligned to %#llx",
				      (unsigned long long)t->p_memsz, (unsigned long long)t->p_align);
	if (t->p_align > 1 && t->p_vaddr % t->p_align != 0)
		return lw_fuse_refuse(p, LW_FUSE_RULE_TLS, err,
				      "has thread-local variables at %#llx, which is not aligned to %#llx",
				      (unsigned long long)t->p_vaddr, (unsigned long long)t->p_align);
	return true;
}

/* Behind the end of all that are there. */
static void append(struct lw_fusing *f, struct lw_fuse_part *p) {
	if (p->tls == NULL)
		return;
	p->tls_at = up(f->tls_skew + f->tls_size, p->tls->p_align) - f->tls_skew;
	f->tls_size = p->tls_at + p->tls->p_memsz;
}

/* The program's block has to end where it did: at the thread pointer, less what rounds its size up. */
static void append_program(struct lw_fusing *f) {
	struct lw_fuse_part *t = &f->parts.at[0];
	const uint64_t own = t->tls == NULL ? 0 : up(t->tls->p_memsz, t->tls->p_align);
	f->tls_size = up(f->tls_size + own, f->tls_align);
	t->tls_at = f->tls_size - own;
}

/*
 * Variant I: the program's block has to begin where it did, behind the thread control block and what its own alignment
 * asks for. Where a library wants a larger one, the begin of the common block is so far from being aligned: the loader
 * keeps p_vaddr modulo p_align (glibc elf/dl-tls.c, l_tls_firstbyte_offset, the same in 2.31 to 2.43).
 */
static uint64_t skew(const struct lw_fusing *f) {
	const struct lw_fuse_part *t = &f->parts.at[0];
	if (f->machine->tls_below || !f->is_program || t->tls == NULL)
		return 0;
	return up(f->machine->tcb, t->tls->p_align) & (f->tls_align - 1);
}

static bool lay(struct lw_fusing *f, struct lw_error *err) {
	const bool below = f->machine->tls_below && f->is_program;
	f->tls_align = 1;
	for (uint32_t i = 0; i < f->parts.n; i++) {
		LW_TRY(check(&f->parts.at[i], err));
		if (f->parts.at[i].tls != NULL && f->parts.at[i].tls->p_align > f->tls_align)
			f->tls_align = f->parts.at[i].tls->p_align;
	}
	f->tls_skew = skew(f);
	for (uint32_t i = below ? 1 : 0; i < f->parts.n; i++)
		append(f, &f->parts.at[i]);
	if (below)
		append_program(f);
	return f->tls_size <= MOST ||
		lw_fail(err, LW_E_LIMIT, "would have %llu bytes of thread-local variables",
			(unsigned long long)f->tls_size);
}

static bool fill(struct lw_fusing *f, struct lw_fuse_part *p, struct lw_error *err) {
	uint64_t got = 0;
	if (p->tls == NULL || p->tls->p_filesz == 0)
		return true;
	LW_TRY(lw_source_read(&p->disk, p->tls->p_offset, f->tls_image + p->tls_at, p->tls->p_filesz, &got, err));
	return got == p->tls->p_filesz ||
		lw_fuse_refuse(p, LW_FUSE_RULE_TLS, err, "has thread-local variables that do not lie within the file");
}

bool lw_fuse_tls(struct lw_fusing *f, struct lw_error *err) {
	LW_TRY(lay(f, err));
	for (uint32_t i = 0; i < f->parts.n; i++) {
		const struct lw_fuse_part *p = &f->parts.at[i];
		if (p->tls != NULL && p->tls->p_filesz != 0 && p->tls_at + p->tls->p_filesz > f->tls_filled)
			f->tls_filled = p->tls_at + p->tls->p_filesz;
	}
	f->tls_image = lw_alloc(f->a, (size_t)f->tls_filled, 1, err);
	LW_TRY(f->tls_image != NULL);
	for (uint32_t i = 0; i < f->parts.n; i++)
		LW_TRY(fill(f, &f->parts.at[i], err));
	return true;
}
