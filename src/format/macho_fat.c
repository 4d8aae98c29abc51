/* SPDX-License-Identifier: Apache-2.0 */
/* Universal files (mach-o/fat.h): several Mach-O files in one, each an image of its own. Big endian in every file. */
#include "format/macho_reader.h"

#include "base/fail.h"
#include "names/macho_names.h"
#include "names/macho_numbers.h"

/* A Java class begins with the same four bytes, and then has its version, which is 45 or more; file(1) draws the line
 * at 30 (magic/Magdir/cafebabe). */
#define MOST_SLICES 30
#define MOST_ALIGN 15 /* cctools include/stuff/ofile.h, MAXSECTALIGN */

struct fat {
	const struct lw_source *src;
	bool is64;
	uint32_t n;
	struct lw_raw_fat_arch at[MOST_SLICES];
};

static uint64_t entry_off(const struct fat *f, uint32_t i) {
	return lw_record_size(&lw_rec_fat, false) + i * lw_record_size(&lw_rec_fat_arch, f->is64);
}

static bool read_entries(struct fat *f, struct lw_error *err) {
	uint8_t bytes[8 + MOST_SLICES * 32];
	struct lw_raw_fat h;
	struct lw_span s = {bytes, 0};
	LW_TRY(lw_source_read(f->src, 0, bytes, sizeof bytes, &s.len, err));
	if (!lw_record_get(&lw_rec_fat, s, 0, false, true, &h))
		return lw_fail_at(err, LW_E_TRUNCATED, s.len, "has %llu bytes, too few for a universal file header",
				  (unsigned long long)s.len);
	if (h.nfat_arch > MOST_SLICES)
		return lw_fail_at(err, LW_E_UNKNOWN_FORMAT, 4,
				  "is a Java class, or a universal file of more than %d slices", MOST_SLICES);
	f->is64 = h.magic == FAT_MAGIC_64;
	f->n = (uint32_t)h.nfat_arch;
	if (f->n == 0)
		return lw_fail_at(err, LW_E_UNKNOWN_FORMAT, 4, "is a universal file without any slice");
	for (uint32_t i = 0; i < f->n; i++)
		if (!lw_record_get(&lw_rec_fat_arch, s, entry_off(f, i), f->is64, true, &f->at[i]))
			return lw_fail_at(err, LW_E_TRUNCATED, s.len,
					  "ends within the table of the %lu slices of a universal file",
					  (unsigned long)f->n);
	return true;
}

static bool overlap(const struct lw_raw_fat_arch *x, const struct lw_raw_fat_arch *y) {
	return x->size != 0 && y->size != 0 &&
		(x->offset < y->offset ? y->offset - x->offset < x->size : x->offset - y->offset < y->size);
}

static bool same_machine(const struct lw_raw_fat_arch *x, uint64_t cputype, uint64_t cpusubtype) {
	return x->cputype == cputype && (x->cpusubtype & ~CPU_SUBTYPE_MASK) == (cpusubtype & ~CPU_SUBTYPE_MASK);
}

/* dyld (mach_o/Universal.cpp) and cctools (libstuff/ofile.c) refuse the same. */
static bool check_place(const struct fat *f, uint32_t i, struct lw_error *err) {
	const struct lw_raw_fat_arch *e = &f->at[i];
	const unsigned long number = (unsigned long)i + 1, n = (unsigned long)f->n;
	if (!lw_range_fits(e->offset, e->size, f->src->size))
		return lw_fail_at(err, LW_E_TRUNCATED, entry_off(f, i),
				  "slice %lu of %lu lies at %#llx with %#llx bytes, past the end of the file (%#llx)",
				  number, n, (unsigned long long)e->offset, (unsigned long long)e->size,
				  (unsigned long long)f->src->size);
	if (e->offset < entry_off(f, f->n))
		return lw_fail_at(err, LW_E_MALFORMED, entry_off(f, i),
				  "slice %lu of %lu lies at %#llx, within the table of slices", number, n,
				  (unsigned long long)e->offset);
	if (e->align > MOST_ALIGN || e->offset % (UINT64_C(1) << e->align) != 0)
		return lw_fail_at(err, LW_E_MALFORMED, entry_off(f, i),
				  "slice %lu of %lu lies at %#llx, which is not aligned to 2 to the power of %llu",
				  number, n, (unsigned long long)e->offset, (unsigned long long)e->align);
	return true;
}

/* A slice that shares bytes with another is not read: each byte of a file is read for one image only. */
static bool check_overlap(const struct fat *f, uint32_t i, struct lw_error *err) {
	for (uint32_t k = 0; k < i; k++)
		if (overlap(&f->at[i], &f->at[k]))
			return lw_fail_at(err, LW_E_MALFORMED, entry_off(f, i), "slices %lu and %lu of %lu overlap",
					  (unsigned long)k + 1, (unsigned long)i + 1, (unsigned long)f->n);
	return true;
}

static bool check_others(const struct fat *f, uint32_t i, struct lw_error *err) {
	for (uint32_t k = 0; k < i; k++)
		if (same_machine(&f->at[i], f->at[k].cputype, f->at[k].cpusubtype))
			return lw_fail_at(err, LW_E_MALFORMED, entry_off(f, i),
					  "slices %lu and %lu of %lu are for the same machine", (unsigned long)k + 1,
					  (unsigned long)i + 1, (unsigned long)f->n);
	return true;
}

static bool check_machine(const struct fat *f, uint32_t i, const struct lw_image *img, struct lw_error *err) {
	const struct lw_macho_header *h = &img->macho->header;
	if (!img->macho->has_header || same_machine(&f->at[i], h->cputype, h->cpusubtype))
		return true;
	const char *x = lw_macho_arch_name(f->at[i].cputype, f->at[i].cpusubtype);
	const char *y = lw_macho_arch_name(h->cputype, h->cpusubtype);
	return lw_fail_at(err, LW_E_MALFORMED, entry_off(f, i),
			  "slice %lu of %lu is said to be for %s, and its header says %s", (unsigned long)i + 1,
			  (unsigned long)f->n, x == NULL ? "another machine" : x, y == NULL ? "another machine" : y);
}

/* All that is known of what is no Mach-O file. */
static bool bare_image(const struct fat *f, uint32_t i, struct lw_arena *a, struct lw_image **out,
		       struct lw_error *err) {
	const struct lw_raw_fat_arch *e = &f->at[i];
	struct lw_image *img = lw_alloc(a, 1, sizeof *img, err);
	struct lw_macho *macho = img == NULL ? NULL : lw_alloc(a, 1, sizeof *macho, err);
	if (macho == NULL)
		return false;
	macho->header.cputype = e->cputype;
	macho->header.cpusubtype = e->cpusubtype;
	img->format = LW_FORMAT_MACHO;
	img->bits = (e->cputype & CPU_ARCH_ABI64) != 0 ? 64 : 32;
	img->machine = lw_macho_machine(e->cputype);
	img->macho = macho;
	img->slice_off = e->offset;
	img->slice_size = e->size;
	*out = img;
	return true;
}

static bool set_damage(struct lw_image *img, const struct lw_error *what, struct lw_arena *a, struct lw_error *err) {
	struct lw_error *kept = lw_alloc(a, 1, sizeof *kept, err);
	if (kept == NULL)
		return false;
	*kept = *what;
	img->damage = kept;
	return true;
}

static bool parse(const struct fat *f, uint32_t i, struct lw_arena *a, struct lw_image **out, struct lw_error *err) {
	struct lw_error what;
	lw_error_clear(&what);
	if (check_overlap(f, i, &what) && lw_macho_parse_slice(f->src, f->at[i].offset, f->at[i].size, a, out, &what))
		return true;
	if (what.code != LW_E_IO && what.code != LW_E_NOMEM)
		return bare_image(f, i, a, out, err) && set_damage(*out, &what, a, err);
	*err = what;
	return false;
}

/* What is wrong with the slice's place comes before what is wrong in it. */
static bool read_slice(const struct fat *f, uint32_t i, struct lw_arena *a, struct lw_image **out,
		       struct lw_error *err) {
	struct lw_error what;
	lw_error_clear(&what);
	LW_TRY(parse(f, i, a, out, err));
	if (check_place(f, i, &what) && check_others(f, i, &what) && check_machine(f, i, *out, &what))
		return true;
	return set_damage(*out, &what, a, err);
}

bool lw_macho_parse_fat(const struct lw_source *src, struct lw_arena *a, struct lw_images *out, struct lw_error *err) {
	struct fat f = {.src = src};
	LW_TRY(read_entries(&f, err));
	const struct lw_image **at = lw_alloc(a, f.n, sizeof *at, err);
	if (at == NULL)
		return false;
	bool any = false;
	for (uint32_t i = 0; i < f.n; i++) {
		struct lw_image *img = NULL;
		LW_TRY(read_slice(&f, i, a, &img, err));
		any |= img->macho->has_header;
		at[i] = img;
	}
	if (!any) /* a universal static library is like that */
		return lw_fail_at(err, LW_E_UNKNOWN_FORMAT, entry_off(&f, 0),
				  "is a universal file, but none of its %lu slices is a Mach-O file",
				  (unsigned long)f.n);
	*out = (struct lw_images){at, f.n};
	return true;
}
