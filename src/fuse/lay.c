/* SPDX-License-Identifier: Apache-2.0 */
/* The new segments: what is only read, the stub, and what the loader writes to before it is read-only. Sizes first,
 * then places, then bytes. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "base/sort.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"

#define ROW_WORDS 4

static const struct {
	enum lw_fuse_segment_kind segment;
	uint64_t align;
} kinds[] = {
#define X(code, section, segment, align) {LW_FUSE_##segment, align},
	LW_FUSE_BLOCKS(X)
#undef X
};

static void size(struct lw_fusing *f, enum lw_fuse_block_kind kind, uint64_t n) {
	f->blocks[kind].size = n;
}

static bool tables(struct lw_fusing *f, struct lw_error *err) {
	const struct lw_image *t = f->parts.at[0].img;
	struct lw_fuse_tables *x = &f->tables;
	const struct lw_fuse_version_def second = {.name = f->second};
	*x = (struct lw_fuse_tables){.a = f->a,
				     .is64 = f->is64,
				     .big = f->big,
				     .sysv = t->elf->has_sysv_hash,
				     .base = t->soname.text != NULL ? t->soname.text : lw_path_base(f->path),
				     .symbols = f->symbols.at,
				     .n = f->symbols.n,
				     .texts = f->texts.at,
				     .n_texts = f->texts.n,
				     .more = &f->relr_need,
				     .n_more = f->relr.n != 0,
				     .defs = &second,
				     .n_defs = f->second != NULL,
				     .no_second = f->second == NULL};
	LW_TRY(lw_fuse_tables_build(x, err));
	x->defs = NULL;
	x->n_defs = 0;
	return true;
}

static void table_sizes(struct lw_fusing *f) {
	const struct lw_fuse_tables *x = &f->tables;
	size(f, LW_FUSE_B_SYMBOLS, x->dynsym.len);
	size(f, LW_FUSE_B_GNU_HASH, x->gnu_hash.len);
	size(f, LW_FUSE_B_HASH, x->hash.len);
	size(f, LW_FUSE_B_VERSIONS, x->versym.len);
	size(f, LW_FUSE_B_DEFINED, x->verdef.len);
	size(f, LW_FUSE_B_NEEDED, x->verneed.len);
	size(f, LW_FUSE_B_STRINGS, x->dynstr.len);
}

static uint64_t rows_size(const struct lw_fusing *f, const struct lw_fuse_ops *list) {
	return (1 + (uint64_t)list->n * ROW_WORDS) * (f->is64 ? 8 : 4);
}

static bool frames(struct lw_fusing *f, struct lw_error *err) {
	struct lw_fuse_frames_part *list = lw_alloc(f->a, f->parts.n, sizeof *list, err);
	if (list == NULL)
		return false;
	for (uint32_t i = 0; i < f->parts.n; i++)
		LW_TRY(lw_fuse_frames_of(f, &f->parts.at[i], &list[i], err));
	return lw_fuse_frames_read(list, f->parts.n, f->a, &f->frames, err);
}

static bool sizes(struct lw_fusing *f, struct lw_error *err) {
	const uint64_t rela = lw_record_size(&lw_rec_rela, f->is64), word = f->is64 ? 8 : 4;
	struct lw_span note;
	LW_TRY(tables(f, err) && lw_fuse_relr_build(f, err) && frames(f, err) && lw_fuse_life(f, err));
	LW_TRY(lw_fuse_note(f, &note, err));
	table_sizes(f);
	size(f, LW_FUSE_B_NOTE, note.len);
	size(f, LW_FUSE_B_PROPERTY, f->properties.len);
	size(f, LW_FUSE_B_RELOCS, ((uint64_t)f->relative.n + f->symbolic.n) * rela);
	size(f, LW_FUSE_B_CALLS, ((uint64_t)f->plt.n + f->irelative.n) * rela);
	size(f, LW_FUSE_B_RELR, f->relr_bytes.len);
	size(f, LW_FUSE_B_FRAMES, lw_fuse_frames_size(&f->frames));
	size(f, LW_FUSE_B_FIRST, f->first.n == 0 ? 0 : rows_size(f, &f->first));
	size(f, LW_FUSE_B_START, rows_size(f, &f->start));
	size(f, LW_FUSE_B_END, rows_size(f, &f->end));
	size(f, LW_FUSE_B_STUB, f->machine->stub.len);
	size(f, LW_FUSE_B_TLS, f->tls_filled);
	size(f, LW_FUSE_B_INIT, f->is_program ? 0 : word);
	size(f, LW_FUSE_B_FINI, word);
	size(f, LW_FUSE_B_ALIASES, lw_fuse_aliases_size(f));
	size(f, LW_FUSE_B_SLOT, f->first.n == 0 ? 0 : word);
	LW_TRY(lw_fuse_dynamic(f, err));
	size(f, LW_FUSE_B_DYNAMIC, f->dyns.n * lw_record_size(&lw_rec_dyn, f->is64));
	return true;
}

/* The program headers in the target, or else in the first new segment, as far behind its address as in the file. */
static bool headers_size(struct lw_fusing *f, struct lw_error *err) {
	uint32_t n = 0;
	bool fits = false;
	LW_TRY(lw_fuse_headers_count(f, &n, err) && lw_fuse_front(f, n, &fits, err));
	if (fits)
		return true;
	LW_TRY(lw_fuse_warn(f, LW_FUSE_RULE_FRONT, err,
			    "there is no room for the program headers at the begin of the file; strip and objcopy of "
			    "GNU binutils put them there and ruin such a file: use eu-strip or llvm-strip"));
	if (lw_fuse_headers_room(f, n, &f->headers_off))
		return true;
	size(f, LW_FUSE_B_HEADERS, n * lw_record_size(&lw_rec_phdr, f->is64));
	const struct lw_phdr *p = &f->parts.at[0].segments.at[0].p;
	const uint64_t off = f->next_addr - f->parts.at[0].delta - p->p_vaddr + p->p_offset;
	if (off < f->next_off)
		return lw_fuse_refuse(NULL, LW_FUSE_RULE_ROOM, err,
				      "has no room for its program headers where old kernels look");
	f->next_off = off;
	return true;
}

static uint64_t align_of(const struct lw_fusing *f, unsigned kind) {
	if (kind == LW_FUSE_B_ALIASES)
		return f->page;
	return kind == LW_FUSE_B_TLS && f->tls_align > kinds[kind].align ? f->tls_align : kinds[kind].align;
}

static void place_segment(struct lw_fusing *f, unsigned s) {
	uint64_t addr = lw_round_up(f->next_addr, f->page), off = f->next_off;
	/* As far into its page as in the file. */
	addr += off % f->page;
	if (s == LW_FUSE_RW) /* its whole pages are protected */
		off = lw_round_up(off, f->page), addr = lw_round_up(f->next_addr, f->page);
	const uint64_t begin = addr;
	f->segments[s].off = off;
	f->segments[s].addr = addr;
	for (unsigned i = 0; i < LW_FUSE_N_BLOCKS; i++) {
		struct lw_fuse_block *b = &f->blocks[i];
		if (kinds[i].segment != s || b->size == 0)
			continue;
		addr = lw_round_up(addr, align_of(f, i)) + (i == LW_FUSE_B_TLS ? f->tls_skew : 0);
		b->addr = addr;
		b->off = off + (addr - begin);
		addr += b->size;
	}
	f->segments[s].size = addr - begin;
	f->next_addr = addr;
	f->next_off = off + (addr - begin);
}

static void place(struct lw_fusing *f) {
	for (unsigned s = 0; s < LW_FUSE_N_SEGMENTS; s++)
		place_segment(f, s);
	f->size = f->next_off;
	if (f->blocks[LW_FUSE_B_HEADERS].size != 0)
		f->headers_off = f->blocks[LW_FUSE_B_HEADERS].off;
	if (f->tls_size != 0 && f->blocks[LW_FUSE_B_TLS].size == 0) { /* only zeros: any aligned place will do */
		f->blocks[LW_FUSE_B_TLS].addr = lw_round_up(f->segments[LW_FUSE_RW].addr, f->tls_align) + f->tls_skew;
		f->blocks[LW_FUSE_B_TLS].off =
			f->segments[LW_FUSE_RW].off + (f->blocks[LW_FUSE_B_TLS].addr - f->segments[LW_FUSE_RW].addr);
	}
}

/* For what was not made yet. */
static bool room(struct lw_fusing *f, struct lw_error *err) {
	for (unsigned i = 0; i < LW_FUSE_N_BLOCKS; i++) {
		if (f->blocks[i].size == 0 || f->blocks[i].bytes != NULL)
			continue;
		f->blocks[i].bytes = f->blocks[i].own = lw_alloc(f->a, (size_t)f->blocks[i].size, 1, err);
		if (f->blocks[i].bytes == NULL)
			return false;
	}
	return true;
}

static void take(struct lw_fusing *f, enum lw_fuse_block_kind kind, struct lw_span s) {
	if (s.len != 0)
		f->blocks[kind].bytes = s.ptr;
}

/* What was made as bytes before there was a place for it. */
static void take_tables(struct lw_fusing *f) {
	const struct lw_fuse_tables *x = &f->tables;
	take(f, LW_FUSE_B_SYMBOLS, x->dynsym);
	take(f, LW_FUSE_B_GNU_HASH, x->gnu_hash);
	take(f, LW_FUSE_B_HASH, x->hash);
	take(f, LW_FUSE_B_VERSIONS, x->versym);
	take(f, LW_FUSE_B_DEFINED, x->verdef);
	take(f, LW_FUSE_B_NEEDED, x->verneed);
	take(f, LW_FUSE_B_STRINGS, x->dynstr);
	take(f, LW_FUSE_B_PROPERTY, f->properties);
	take(f, LW_FUSE_B_RELR, f->relr_bytes);
	take(f, LW_FUSE_B_TLS, (struct lw_span){f->tls_image, f->tls_filled});
}

static int by_symbol(const void *x, const void *y) {
	const struct lw_fuse_out *a = x, *b = y;
	if (a->symbol != b->symbol)
		return a->symbol < b->symbol ? -1 : 1;
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	return (a->place.at > b->place.at) - (a->place.at < b->place.at);
}

/* The loader remembers the last symbol that it looked up (glibc elf/dl-reloc.c, RESOLVE_MAP). */
static void sort_by_symbol(struct lw_fuse_outs *list) {
	if (list->n != 0)
		qsort(list->at, list->n, sizeof list->at[0], by_symbol);
}

/* It goes through memory from its begin to its end. There are very many of these. */
static void sort_by_place(struct lw_fuse_outs *list, struct lw_fuse_out *room) {
	lw_sort_by_number(list->at, room, list->n, sizeof list->at[0],
			  offsetof(struct lw_fuse_out, place) + offsetof(struct lw_fuse_place, at));
}

static uint8_t *put_rels(struct lw_fusing *f, uint8_t *to, const struct lw_fuse_outs *list) {
	for (uint32_t i = 0; i < list->n; i++, to += lw_record_size(&lw_rec_rela, f->is64)) {
		const struct lw_fuse_out *o = &list->at[i];
		const uint64_t symbol = o->symbol == 0 ? 0 : f->symbols.at[o->symbol - 1].index;
		const struct lw_raw_addend_rel x = {.r_offset = o->place.at +
							    (o->place.in_tls ? f->blocks[LW_FUSE_B_TLS].addr : 0),
						    .r_info = f->is64 ? symbol << 32 | o->type : symbol << 8 | o->type,
						    .r_addend = o->addend};
		lw_record_put(&lw_rec_addend_rel, to, f->is64, f->big, &x);
	}
	return to;
}

void lw_fuse_put_relocs(struct lw_fusing *f, struct lw_fuse_out *room) {
	sort_by_place(&f->relative, room);
	sort_by_symbol(&f->symbolic);
	sort_by_symbol(&f->plt);
	(void)put_rels(f, put_rels(f, f->blocks[LW_FUSE_B_RELOCS].own, &f->relative), &f->symbolic);
	(void)put_rels(f, put_rels(f, f->blocks[LW_FUSE_B_CALLS].own, &f->plt), &f->irelative);
}

static void put_rows(struct lw_fusing *f, enum lw_fuse_block_kind kind, const struct lw_fuse_ops *list) {
	const unsigned word = f->is64 ? 8 : 4;
	uint8_t *to = f->blocks[kind].own;
	lw_store_uint(to, word, f->big, f->blocks[kind].addr);
	to += word;
	for (uint32_t i = 0; i < list->n; i++, to += ROW_WORDS * word) {
		const struct lw_fuse_op *o = &list->at[i];
		lw_store_uint(to, word, f->big, o->what);
		lw_store_uint(to + word, word, f->big, o->a);
		lw_store_uint(to + 2 * word, word, f->big, o->b);
		lw_store_uint(to + 3 * word, word, f->big, o->c);
	}
}

static bool put_distance(struct lw_fusing *f, uint32_t at, uint64_t to, struct lw_error *err) {
	const struct lw_fuse_block *b = &f->blocks[LW_FUSE_B_STUB];
	const uint64_t distance = to - (b->addr + at + 4), most = (uint64_t)1 << 31;
	lw_store_uint(b->own + at, 4, f->big, distance);
	return distance + most < 2 * most ||
		lw_fail(err, LW_E_UNSUPPORTED, "is too large: code at %#llx does not reach %#llx with 32 bits",
			(unsigned long long)(b->addr + at), (unsigned long long)to);
}

static bool put_stub(struct lw_fusing *f, struct lw_error *err) {
	const struct lw_fuse_machine *m = f->machine;
	const struct lw_fuse_part *t = &f->parts.at[0];
	memcpy(f->blocks[LW_FUSE_B_STUB].own, m->stub.ptr, (size_t)m->stub.len);
	LW_TRY(put_distance(f, m->enter_table, f->blocks[LW_FUSE_B_START].addr, err) &&
	       put_distance(f, m->init_table, f->blocks[LW_FUSE_B_START].addr, err) &&
	       put_distance(f, m->fini_table, f->blocks[LW_FUSE_B_END].addr, err));
	LW_TRY(f->first.n == 0 || put_distance(f, m->first_table, f->blocks[LW_FUSE_B_FIRST].addr, err));
	return !f->is_program || put_distance(f, m->enter_jump, t->elf->ehdr.e_entry + t->delta, err);
}

/* The one entry of a table of functions; its relocation is counted before it has a place. */
static bool entry(struct lw_fusing *f, enum lw_fuse_block_kind kind, uint32_t at, uint32_t *rel, struct lw_error *err) {
	const struct lw_fuse_block *b = &f->blocks[kind];
	const uint64_t function = f->blocks[LW_FUSE_B_STUB].addr + at;
	if (b->size == 0)
		return true;
	if (f->is_fixed) {
		if (b->own != NULL)
			lw_store_uint(b->own, f->is64 ? 8 : 4, f->big, function);
		return true;
	}
	if (*rel == 0) {
		if (lw_vec_add(f->a, &f->relative, err) == NULL)
			return false;
		*rel = f->relative.n;
	}
	f->relative.at[*rel - 1] = (struct lw_fuse_out){{b->addr, false}, function, f->machine->relative, 0};
	return true;
}

/* The first function that the loader calls in the new file: what is packed has no code before that. */
static bool first(struct lw_fusing *f, struct lw_error *err) {
	const uint64_t function = f->blocks[LW_FUSE_B_STUB].addr + f->machine->first;
	if (f->first.n == 0)
		return true;
	if (f->first_rel == 0) {
		if (lw_vec_add(f->a, &f->irelative, err) == NULL)
			return false;
		for (uint32_t i = f->irelative.n - 1; i > 0; i--)
			f->irelative.at[i] = f->irelative.at[i - 1];
		f->first_rel = 1;
		LW_TRY(lw_fuse_op(f, &f->first, (struct lw_fuse_op){LW_FUSE_END, 0, 0, 0}, err));
	}
	f->irelative.at[0] =
		(struct lw_fuse_out){{f->blocks[LW_FUSE_B_SLOT].addr, false}, function, f->machine->irelative, 0};
	return true;
}

static bool entries(struct lw_fusing *f, struct lw_error *err) {
	return first(f, err) && lw_fuse_aliases(f, err) &&
		entry(f, LW_FUSE_B_INIT, f->machine->init, &f->init_rel, err) &&
		entry(f, LW_FUSE_B_FINI, f->machine->fini, &f->fini_rel, err);
}

static bool put_headers(struct lw_fusing *f, struct lw_error *err) {
	const uint64_t each = lw_record_size(&lw_rec_phdr, f->is64);
	struct lw_fuse_block *b = &f->blocks[LW_FUSE_B_HEADERS];
	LW_TRY(lw_fuse_headers(f, err));
	if (b->own != NULL && b->size < f->phdrs.n * each)
		return lw_fail(err, LW_E_INTERNAL, "there are more program headers than were counted");
	if (b->own == NULL) {
		b->bytes = b->own = lw_alloc(f->a, (size_t)(f->phdrs.n * each), 1, err);
		b->off = f->headers_off;
	}
	b->size = f->phdrs.n * each;
	for (uint32_t i = 0; b->own != NULL && i < f->phdrs.n; i++)
		lw_record_put(&lw_rec_phdr, b->own + i * each, f->is64, f->big, &f->phdrs.at[i]);
	return b->own != NULL;
}

static bool put_all(struct lw_fusing *f, struct lw_error *err) {
	take_tables(f);
	LW_TRY(room(f, err) && lw_fuse_life(f, err) && entries(f, err));
	if (f->first.n != 0)
		put_rows(f, LW_FUSE_B_FIRST, &f->first);
	put_rows(f, LW_FUSE_B_START, &f->start);
	put_rows(f, LW_FUSE_B_END, &f->end);
	LW_TRY(put_stub(f, err));
	LW_TRY(f->blocks[LW_FUSE_B_FRAMES].size == 0 ||
	       lw_fuse_frames_write(&f->frames, f->blocks[LW_FUSE_B_FRAMES].addr, f->big,
				    f->blocks[LW_FUSE_B_FRAMES].own, err));
	LW_TRY(lw_fuse_dynamic(f, err));
	for (uint32_t i = 0; i < f->dyns.n; i++)
		lw_record_put(&lw_rec_dyn, f->blocks[LW_FUSE_B_DYNAMIC].own + i * lw_record_size(&lw_rec_dyn, f->is64),
			      f->is64, f->big, &f->dyns.at[i]);
	return put_headers(f, err);
}

bool lw_fuse_lay(struct lw_fusing *f, struct lw_error *err) {
	/* What a table of functions needs is counted before there is a place for it. */
	size(f, LW_FUSE_B_INIT, f->is_program ? 0 : 8);
	size(f, LW_FUSE_B_FINI, 8);
	LW_TRY(lw_fuse_dynamic_texts(f, err) && entries(f, err) && sizes(f, err) && headers_size(f, err));
	place(f);
	return put_all(f, err);
}
