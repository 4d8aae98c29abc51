/* SPDX-License-Identifier: Apache-2.0 */
/* A part is opened and read, into memory of its own; what no part may have is refused. */
#include <string.h>

#include "base/fail.h"
#include "format/elf_parse.h"
#include "fuse/fusing.h"
#include "linkwright/jobs.h"
#include "names/elf_numbers.h"
#include "os/errno_names.h"

#define MOST_ALIGN ((uint64_t)1 << 30)

static bool open_part(struct lw_fusing *f, struct lw_fuse_part *p, struct lw_error *err) {
	struct lw_errno_buf words;
	struct lw_stat st;
	const int sys = f->s->fs->ops->open(f->s->fs, p->o->file->path, &p->disk, &st);
	if (sys != 0)
		return lw_fail(err, LW_E_IO, "%s cannot be opened: %s", p->o->path, lw_errno_words(sys, &words));
	p->open = true;
	if (st.kind != LW_KIND_FILE || st.dev != p->o->file->dev || st.ino != p->o->file->ino)
		return lw_fail(err, LW_E_LIMIT, "%s has been changed since it was looked at: try again", p->o->path);
	if (p->is_target)
		f->was = st;
	lw_held_source(&p->held, &p->disk, &p->own, &p->src);
	return true;
}

static bool check_tags(const struct lw_fuse_part *p, struct lw_error *err) {
	static const struct {
		uint64_t tag;
		enum lw_fuse_rule rule;
		const char *words;
	} bad[] = {
		{DT_TEXTREL, LW_FUSE_RULE_TEXTREL, "relocations in its code (DT_TEXTREL)"},
		{DT_FILTER, LW_FUSE_RULE_FILTER, "a filter (DT_FILTER), which stands for another library"},
		{DT_AUXILIARY, LW_FUSE_RULE_FILTER,
		 "an auxiliary filter (DT_AUXILIARY), which stands for another library"},
		{DT_GNU_LIBLIST, LW_FUSE_RULE_PRELINKED, "been prelinked"},
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (lw_elf_dyn(p->elf, bad[i].tag) != NULL)
			return lw_fuse_refuse(p, bad[i].rule, err, "has %s", bad[i].words);
	if ((p->elf->flags & DF_TEXTREL) != 0)
		return lw_fuse_refuse(p, bad[0].rule, err, "has %s", bad[0].words);
	return (p->elf->flags_1 & DF_1_INITFIRST) == 0 ||
		lw_fuse_refuse(p, LW_FUSE_RULE_FIRST, err,
			       "wants its constructors to run before all others (DF_1_INITFIRST)");
}

static bool check_segment(const struct lw_fuse_part *p, const struct lw_phdr *h, struct lw_error *err) {
	if (h->p_align > MOST_ALIGN || (h->p_align & (h->p_align - 1)) != 0)
		return lw_fuse_refuse(p, LW_FUSE_RULE_SEGMENT, err, "has a segment with an alignment of %#llx",
				      (unsigned long long)h->p_align);
	if (h->p_memsz > UINT64_MAX / 4 || h->p_vaddr > UINT64_MAX / 4 || h->p_filesz > h->p_memsz ||
	    !lw_range_fits(h->p_offset, h->p_filesz, p->src.size))
		return lw_fuse_refuse(p, LW_FUSE_RULE_SEGMENT, err, "has a segment that does not lie within the file");
	if ((h->p_flags & (PF_W | PF_X)) == (PF_W | PF_X))
		return lw_fuse_refuse(p, LW_FUSE_RULE_WX, err, "has a segment that is writable and executable");
	return true;
}

static bool read_segments(struct lw_fuse_part *p, struct lw_error *err) {
	for (uint32_t i = 0; i < p->elf->n_phdrs; i++) {
		const struct lw_phdr *h = &p->elf->phdrs[i];
		if (h->p_type == PT_TLS && h->p_memsz != 0)
			p->tls = h;
		if (h->p_type == PT_GNU_STACK && (h->p_flags & PF_X) != 0)
			return lw_fuse_refuse(p, LW_FUSE_RULE_STACK, err, "wants an executable stack");
		if (h->p_type != PT_LOAD || h->p_memsz == 0)
			continue;
		struct lw_fuse_segment *s = lw_vec_add(&p->own, &p->segments, err);
		LW_TRY(s != NULL && check_segment(p, h, err));
		s->p = *h;
	}
	return p->segments.n != 0 || lw_fuse_refuse(p, LW_FUSE_RULE_SEGMENT, err, "has no segment that is loaded");
}

/* How much memory and file it takes. */
static void measure(const struct lw_fusing *f, struct lw_fuse_part *p) {
	p->low = p->file_begin = UINT64_MAX;
	p->align = p->page = f->page;
	for (uint32_t i = 0; i < p->segments.n; i++) {
		const struct lw_phdr *h = &p->segments.at[i].p;
		const uint64_t low = h->p_vaddr & ~(f->page - 1), high = h->p_vaddr + h->p_memsz;
		p->low = low < p->low ? low : p->low;
		p->high = high > p->high ? high : p->high;
		p->align = h->p_align > p->align ? h->p_align : p->align;
		if (h->p_align < p->page) /* the loader takes it with no larger ones: glibc elf/dl-load.c */
			p->page = h->p_align > f->machine->least_page ? h->p_align : f->machine->least_page;
		if (h->p_filesz == 0)
			continue;
		p->file_begin = h->p_offset < p->file_begin ? h->p_offset : p->file_begin;
		p->file_end = h->p_offset + h->p_filesz > p->file_end ? h->p_offset + h->p_filesz : p->file_end;
	}
	p->high = lw_round_up(p->high, f->page);
	if (p->is_target || p->file_begin == UINT64_MAX)
		p->file_begin = 0;
}

static bool check_image(const struct lw_fusing *f, const struct lw_fuse_part *p, struct lw_error *err) {
	const struct lw_image *t = f->parts.at[0].img;
	if (p->img->damage != NULL) {
		*err = *p->img->damage;
		lw_error_subject(err, p->o->path);
		return false;
	}
	if (p->img->machine != t->machine || p->img->bits != t->bits || p->img->big_endian != t->big_endian)
		return lw_fuse_refuse(p, LW_FUSE_RULE_OTHER, err, "is for another machine than the target");
	if (p->elf->ehdr.e_flags != t->elf->ehdr.e_flags)
		return lw_fuse_refuse(
			p, LW_FUSE_RULE_OTHER, err, "has other flags in its header (%#llx) than the target (%#llx)",
			(unsigned long long)p->elf->ehdr.e_flags, (unsigned long long)t->elf->ehdr.e_flags);
	if (!p->is_target && p->elf->ehdr.e_type != ET_DYN)
		return lw_fuse_refuse(p, LW_FUSE_RULE_OTHER, err, "is no shared library");
	return true;
}

/* Parts may be read side by side: nothing of f is changed. */
static bool read_part(const struct lw_fusing *f, struct lw_fuse_part *p, struct lw_error *err) {
	LW_TRY(check_tags(p, err) && read_segments(p, err));
	LW_TRY(lw_elf_reader_init(&p->r, &p->src, &p->own, err));
	lw_elf_reader_of(&p->r, p->img);
	p->space = (struct lw_elf_space){.img = p->img, .src = &p->src, .a = &p->own};
	LW_TRY(lw_elf_read_sections(&p->space, err));
	lw_fuse_drop_dead(p);
	measure(f, p);
	LW_TRY(lw_elf_symbols(&p->src, p->img, &p->own, &p->symbols, &p->n_symbols, err));
	return lw_fuse_read_rels(f, p, err);
}

struct reading {
	struct lw_fusing *f;
	struct lw_error *bad; /* by part */
};

static bool work(void *ctx, unsigned worker, size_t i, struct lw_error *err) {
	const struct reading *x = ctx;
	(void)worker;
	(void)err; /* the first part that is bad counts, whichever is read first */
	if (!read_part(x->f, &x->f->parts.at[i], &x->bad[i]) && x->bad[i].code == LW_E_OK)
		x->bad[i].code = LW_E_INTERNAL;
	return true;
}

static bool deliver(void *ctx, size_t i, struct lw_error *err) {
	const struct reading *x = ctx;
	const struct lw_fuse_part *p = &x->f->parts.at[i];
	if (x->bad[i].code != LW_E_OK) {
		*err = x->bad[i];
		return false;
	}
	return lw_session_give_elf_symbols(x->f->s, p->o->file, &p->src, p->symbols, p->n_symbols, x->f->owns_session,
					   err);
}

bool lw_fuse_on_disk(const struct lw_fusing *f) {
	for (uint32_t i = 0; i < f->parts.n; i++)
		if (f->parts.at[i].disk.fd < 0)
			return false;
	return true;
}

bool lw_fuse_read(struct lw_fusing *f, struct lw_error *err) {
	struct reading x = {.f = f, .bad = lw_alloc(f->a, f->parts.n, sizeof *x.bad, err)};
	LW_TRY(x.bad != NULL);
	for (uint32_t i = 0; i < f->parts.n; i++) {
		struct lw_fuse_part *p = &f->parts.at[i];
		p->img = p->o->file->image;
		p->elf = p->img->elf;
		LW_TRY(check_image(f, p, err) && open_part(f, p, err));
	}
	const struct lw_jobs jobs = {.sz = sizeof jobs,
				     .n = f->parts.n,
				     .workers = lw_fuse_on_disk(f) ? lw_jobs_workers(0, f->parts.n) : 1,
				     .ctx = &x,
				     .work = work,
				     .deliver = deliver};
	return lw_jobs_run(&jobs, err);
}
