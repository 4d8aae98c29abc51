/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GNU properties of all parts as those of one file, by the rule of each: what all have to have, what one needs. Linux
 * Extensions to gABI, "Program Property"; psABI of x86-64, "Program Property"; ELF for the Arm 64-bit Architecture,
 * "Program Property"; binutils bfd/elf-properties.c and bfd/elfxx-x86.c for how they are combined.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"

#define LONGEST_NOTE 65536
#define STACK_SIZE 1
#define NO_COPY_ON_PROTECTED 2

enum how {
	SAME,   /* what is not known: where all parts have the same bytes */
	AND,    /* what all have */
	OR,     /* what any has */
	OR_ALL, /* what any has, where all tell */
	MOST,   /* the largest number */
	ANY     /* it is there where any part has it */
};

static const struct row {
	uint16_t machine; /* 0: any */
	uint32_t from, to;
	enum how how;
} rows[] = {
	{0, STACK_SIZE, STACK_SIZE, MOST},
	{0, NO_COPY_ON_PROTECTED, NO_COPY_ON_PROTECTED, ANY},
	{0, 0xb0000000, 0xb0007fff, AND},
	{0, 0xb0008000, 0xb000ffff, OR},
	{EM_X86_64, 0xc0000000, 0xc0000000, OR_ALL}, /* COMPAT_ISA_1_USED */
	{EM_X86_64, 0xc0000001, 0xc0000001, OR},     /* COMPAT_ISA_1_NEEDED */
	{EM_X86_64, 0xc0000002, 0xc0007fff, AND},
	{EM_X86_64, 0xc0008000, 0xc000ffff, OR},
	{EM_X86_64, 0xc0010000, 0xc0017fff, OR_ALL},
	{EM_AARCH64, 0xc0000000, 0xc0000000, AND},
};

/* What FEATURE_1 of a machine has bits for. */
static const struct {
	uint16_t machine;
	uint32_t bit;
	const char *name;
} features[] = {
	{EM_X86_64, 1, "IBT"},  {EM_X86_64, 2, "SHSTK"}, {EM_X86_64, 4, "LAM_U48"}, {EM_X86_64, 8, "LAM_U57"},
	{EM_AARCH64, 1, "BTI"}, {EM_AARCH64, 2, "PAC"},  {EM_AARCH64, 4, "GCS"},
};

struct property {
	uint32_t type, part;
	struct lw_span data;
};

struct joining {
	struct lw_fusing *f;
	uint64_t align;
	LW_VEC(struct property) all;
	uint8_t *out; /* of the description; NULL while it is measured */
	uint64_t n_out;
};

/* As the loader goes through them (glibc elf/dl-load.c, _dl_process_pt_gnu_property). */
static bool read_part(struct joining *x, uint32_t part, struct lw_error *err) {
	struct lw_fuse_part *p = &x->f->parts.at[part];
	struct lw_span s;
	uint64_t last = 0, at = 0;
	bool ok = true;
	if (p->elf->property_len < 8 || p->elf->property_len > LONGEST_NOTE)
		return true;
	LW_TRY(lw_elf_keep(&p->r, p->elf->property_off, p->elf->property_len, &s, err));
	while (s.len - at >= 8) {
		const uint64_t type = lw_span_uint(s, at, 4, x->f->big, &ok),
			       n = lw_span_uint(s, at + 4, 4, x->f->big, &ok);
		struct lw_span data;
		if (type < last || !lw_span_cut(s, at + 8, n, &data))
			return true;
		struct property *slot = lw_vec_add(x->f->a, &x->all, err);
		LW_TRY(slot != NULL);
		*slot = (struct property){(uint32_t)type, part, data};
		last = type;
		at += 8 + lw_round_up(n, x->align);
		if (at > s.len)
			return true;
	}
	return true;
}

static int by_type(const void *x, const void *y) {
	const struct property *a = x, *b = y;
	return a->type != b->type ? (a->type < b->type ? -1 : 1) : (a->part > b->part) - (a->part < b->part);
}

static enum how how_of(const struct lw_fusing *f, const struct property *p) {
	const uint64_t size = p->type == STACK_SIZE ? (f->is64 ? 8 : 4) : 4;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if ((rows[i].machine == 0 || rows[i].machine == f->parts.at[0].img->machine) &&
		    p->type >= rows[i].from && p->type <= rows[i].to)
			return rows[i].how == ANY || p->data.len == size ? rows[i].how : SAME;
	return SAME;
}

static uint64_t number(const struct lw_fusing *f, const struct property *p) {
	bool ok = true;
	return p->data.len > 8 ? 0 : lw_span_uint(p->data, 0, (unsigned)p->data.len, f->big, &ok);
}

static bool same(const struct property *p, uint32_t n) {
	for (uint32_t i = 1; i < n; i++)
		if (p[i].data.len != p->data.len || memcmp(p[i].data.ptr, p->data.ptr, (size_t)p->data.len) != 0)
			return false;
	return true;
}

static uint64_t joined(const struct lw_fusing *f, enum how how, const struct property *p, uint32_t n) {
	uint64_t value = number(f, p);
	for (uint32_t i = 1; i < n; i++) {
		const uint64_t other = number(f, &p[i]);
		value = how == AND ? value & other : how != MOST ? value | other : other > value ? other : value;
	}
	return value;
}

/* One more at the end of the new description. */
static void put(struct joining *x, const struct property *p, bool is_number, uint64_t value) {
	uint8_t *to = x->out == NULL ? NULL : x->out + x->n_out;
	if (to != NULL) {
		lw_store_uint(to, 4, x->f->big, p->type);
		lw_store_uint(to + 4, 4, x->f->big, p->data.len);
		if (is_number)
			lw_store_uint(to + 8, (unsigned)p->data.len, x->f->big, value);
		else if (p->data.len != 0)
			memcpy(to + 8, p->data.ptr, (size_t)p->data.len);
	}
	x->n_out += 8 + lw_round_up(p->data.len, x->align);
}

/* All of one type: n of them, by part. */
static void join(struct joining *x, const struct property *p, uint32_t n) {
	const enum how how = how_of(x->f, p);
	const bool in_all = n == x->f->parts.n, needs_all = how == SAME || how == AND || how == OR_ALL;
	const uint64_t value = how == SAME || how == ANY ? 0 : joined(x->f, how, p, n);
	if (needs_all && !in_all)
		return;
	if (how == SAME || how == ANY ? same(p, n) || how == ANY : value != 0)
		put(x, p, how != SAME && how != ANY, value);
}

static void join_all(struct joining *x) {
	x->n_out = 0;
	for (uint32_t i = 0, n; i < x->all.n; i += n) {
		for (n = 1; i + n < x->all.n && x->all.at[i + n].type == x->all.at[i].type;)
			n++;
		join(x, &x->all.at[i], n);
	}
}

/* The same type twice in one part: the first counts. */
static void drop_doubles(struct joining *x) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < x->all.n; i++)
		if (n == 0 || x->all.at[n - 1].type != x->all.at[i].type || x->all.at[n - 1].part != x->all.at[i].part)
			x->all.at[n++] = x->all.at[i];
	x->all.n = n;
}

static bool write(struct joining *x, struct lw_error *err) {
	struct lw_fusing *f = x->f;
	join_all(x);
	if (x->n_out == 0)
		return true;
	const struct lw_raw_nhdr h = {sizeof "GNU", x->n_out, NT_GNU_PROPERTY_TYPE_0};
	const uint64_t size = LW_FUSE_PROPERTY_HEAD + x->n_out;
	uint8_t *note = lw_alloc(f->a, (size_t)size, 1, err);
	if (note == NULL)
		return false;
	lw_record_put(&lw_rec_nhdr, note, f->is64, f->big, &h);
	memcpy(note + 12, "GNU", sizeof "GNU");
	x->out = note + LW_FUSE_PROPERTY_HEAD;
	join_all(x);
	f->properties = (struct lw_span){note, size};
	return true;
}

static bool lacks(const struct lw_fuse_part *p, uint32_t bit) {
	return !p->elf->has_feature_1 || (p->elf->feature_1 & bit) == 0;
}

/* What the target has and the new file has not. */
static bool tell(struct lw_fusing *f, const char *name, uint32_t bit, struct lw_error *err) {
	const struct lw_fuse_part *first = NULL;
	uint32_t n = 0;
	for (uint32_t i = f->parts.n; i-- > 1;)
		if (lacks(&f->parts.at[i], bit)) {
			first = &f->parts.at[i];
			n++;
		}
	if (first == NULL)
		return true;
	if (n == 1)
		return lw_fuse_warn(f, LW_FUSE_RULE_PROPERTY, err, "loses %s because %s lacks it", name,
				    first->o->path);
	return lw_fuse_warn(f, LW_FUSE_RULE_PROPERTY, err, "loses %s because %s and %lu more lack it", name,
			    first->o->path, (unsigned long)n - 1);
}

bool lw_fuse_properties(struct lw_fusing *f, struct lw_error *err) {
	struct joining x = {.f = f, .align = f->is64 ? 8 : 4};
	for (uint32_t i = 0; i < f->parts.n; i++)
		LW_TRY(read_part(&x, i, err));
	if (x.all.n != 0)
		qsort(x.all.at, x.all.n, sizeof x.all.at[0], by_type);
	drop_doubles(&x);
	for (size_t i = 0; i < sizeof features / sizeof features[0]; i++)
		if (features[i].machine == f->parts.at[0].img->machine && !lacks(&f->parts.at[0], features[i].bit))
			LW_TRY(tell(f, features[i].name, features[i].bit, err));
	return write(&x, err);
}
