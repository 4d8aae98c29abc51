/* SPDX-License-Identifier: Apache-2.0 */
#include "format/macho_parse.h"

#include "base/fail.h"
#include "format/macho_reader.h"
#include "names/macho_numbers.h"

/* All load commands of a kernel collection are some hundred kilobytes. */
#define MOST_COMMAND_BYTES ((uint64_t)4 << 20)

static uint64_t header_field(const struct lw_macho_reader *r, size_t host) {
	for (unsigned i = 0; i < lw_rec_mach_header.n_fields; i++)
		if (lw_rec_mach_header.fields[i].host == host)
			return r->base + lw_rec_mach_header.fields[i].off32;
	return r->base;
}

static bool read_magic(struct lw_macho_reader *r, struct lw_image *img, struct lw_error *err) {
	struct lw_span s;
	bool ok = true;
	uint64_t magic[2] = {0, 0};
	if (r->size >= 4) {
		LW_TRY(lw_macho_bytes(r, r->base, 4, &s, err));
		magic[0] = lw_span_uint(s, 0, 4, false, &ok);
		magic[1] = lw_span_uint(s, 0, 4, true, &ok);
	}
	for (unsigned big = 0; big < 2; big++) {
		if (magic[big] != MH_MAGIC && magic[big] != MH_MAGIC_64)
			continue;
		r->big = img->big_endian = big != 0;
		r->is64 = magic[big] == MH_MAGIC_64;
		img->bits = r->is64 ? 64 : 32;
		return true;
	}
	return lw_fail_at(err, LW_E_UNKNOWN_FORMAT, r->base, "does not begin with the four bytes of a Mach-O file");
}

uint16_t lw_macho_machine(uint64_t cputype) {
	return (uint16_t)((cputype & 0xff) | ((cputype & CPU_ARCH_ABI64) != 0 ? 0x100 : 0) |
			  ((cputype & CPU_ARCH_ABI64_32) != 0 ? 0x200 : 0));
}

static bool read_header(struct lw_macho_reader *r, struct lw_image *img, struct lw_macho *macho, struct lw_error *err) {
	LW_TRY(read_magic(r, img, err));
	if (r->size < lw_record_size(&lw_rec_mach_header, r->is64))
		return lw_fail_at(err, LW_E_TRUNCATED, r->base + r->size,
				  "has %llu bytes, too few for a Mach-O file header", (unsigned long long)r->size);
	LW_TRY(lw_macho_record(r, &lw_rec_mach_header, r->base, r->big, &macho->header, err));
	macho->has_header = true;
	macho->two_level = (macho->header.flags & MH_TWOLEVEL) != 0;
	img->machine = lw_macho_machine(macho->header.cputype);
	return true;
}

static bool view_commands(struct lw_macho_reader *r, struct lw_error *err) {
	const uint64_t head = lw_record_size(&lw_rec_mach_header, r->is64), want = r->macho->header.sizeofcmds;
	const uint64_t at = header_field(r, offsetof(struct lw_macho_header, sizeofcmds));
	uint64_t n = want < r->size - head ? want : r->size - head;
	if (n > MOST_COMMAND_BYTES)
		n = MOST_COMMAND_BYTES;
	LW_TRY(lw_macho_keep(r, r->base + head, n, &r->cmds, err));
	struct lw_error what;
	lw_error_clear(&what);
	if (want > MOST_COMMAND_BYTES)
		lw_fail_at(&what, LW_E_LIMIT, at, "there are %llu bytes of load commands, and only %llu are read",
			   (unsigned long long)want, (unsigned long long)MOST_COMMAND_BYTES);
	else if (n < want)
		lw_fail_at(&what, LW_E_TRUNCATED, at,
			   "the load commands end at %#llx, past the end of the file (%#llx)",
			   (unsigned long long)(r->base + head + want), (unsigned long long)(r->base + r->size));
	return what.code == LW_E_OK || lw_macho_damage(r, &what, err);
}

/* dyld mach_o/Header.cpp, forEachLoadCommand, refuses the same. */
static bool next_command(struct lw_macho_reader *r, uint64_t i, uint64_t at, struct lw_macho_command *c,
			 struct lw_error *err) {
	struct lw_raw_load h;
	const uint64_t n = r->macho->header.ncmds;
	c->off = r->base + lw_record_size(&lw_rec_mach_header, r->is64) + at;
	if (!lw_record_get(&lw_rec_load, r->cmds, at, false, r->big, &h))
		return lw_fail_at(err, LW_E_MALFORMED, c->off,
				  "load command %llu of %llu begins past the end of all load commands",
				  (unsigned long long)i + 1, (unsigned long long)n);
	c->cmd = (uint32_t)h.cmd;
	c->size = (uint32_t)h.cmdsize;
	if (h.cmdsize < lw_record_size(&lw_rec_load, false) || h.cmdsize % 4 != 0)
		return lw_fail_at(err, LW_E_MALFORMED, c->off, "load command %llu of %llu is said to have %#llx bytes",
				  (unsigned long long)i + 1, (unsigned long long)n, (unsigned long long)h.cmdsize);
	if (!lw_range_fits(at, h.cmdsize, r->cmds.len))
		return lw_fail_at(err, LW_E_MALFORMED, c->off,
				  "load command %llu of %llu ends %#llx bytes behind its begin, past the end of all "
				  "load commands",
				  (unsigned long long)i + 1, (unsigned long long)n, (unsigned long long)h.cmdsize);
	c->bytes = lw_macho_command_bytes(r, c).ptr;
	return true;
}

static bool walk_commands(struct lw_macho_reader *r, struct lw_error *err) {
	struct lw_error what;
	lw_error_clear(&what);
	LW_TRY(view_commands(r, err));
	for (uint64_t i = 0, at = 0; i < r->macho->header.ncmds; i++) {
		struct lw_macho_command c, *slot;
		if (!next_command(r, i, at, &c, &what))
			return lw_macho_damage(r, &what, err);
		slot = lw_vec_add(r->a, &r->lists.commands, err);
		if (slot == NULL)
			return false;
		*slot = c;
		if (!lw_macho_take_command(r, &c, &what))
			LW_TRY(lw_macho_damage(r, &what, err));
		at += c.size;
	}
	return true;
}

static void hand_over(struct lw_macho_reader *r) {
#define LIST(to, name) (to)->name = r->lists.name.at, (to)->n_##name = r->lists.name.n
	LIST(r->img, needs);
	LIST(r->macho, commands);
	LIST(r->macho, rpaths);
	LIST(r->macho, environment);
	LIST(r->macho, clients);
	LIST(r->macho, sub_umbrellas);
	LIST(r->macho, sub_libraries);
	LIST(r->macho, builds);
	LIST(r->macho, segments);
	LIST(r->macho, sections);
#undef LIST
	r->macho->dylibs = r->lists.dylibs.at;
	r->img->interp = r->macho->header.filetype == MH_DYLINKER ? NULL : r->macho->dylinker.text;
	r->img->damage = r->damage;
}

/* The kernel starts a program without LC_LOAD_DYLINKER by itself (xnu bsd/kern/mach_loader.c). */
static enum lw_image_kind kind_of(const struct lw_macho *macho) {
	switch (macho->header.filetype) {
	case MH_EXECUTE:
		return macho->dylinker.text != NULL ? LW_IMAGE_PROGRAM : LW_IMAGE_STATIC;
	case MH_DYLIB:
		return LW_IMAGE_LIBRARY;
	case MH_BUNDLE:
		return LW_IMAGE_BUNDLE;
	case MH_DYLINKER:
		return LW_IMAGE_LINKER;
	default:
		return LW_IMAGE_OTHER;
	}
}

static bool read_image(struct lw_macho_reader *r, struct lw_error *err) {
	struct lw_error what;
	lw_error_clear(&what);
	LW_TRY(walk_commands(r, err));
	if (!lw_macho_read_signature(r, &what))
		LW_TRY(lw_macho_damage(r, &what, err));
	hand_over(r);
	r->img->kind = kind_of(r->macho);
	return true;
}

bool lw_macho_parse_slice(const struct lw_source *src, uint64_t off, uint64_t size, struct lw_arena *a,
			  struct lw_image **out, struct lw_error *err) {
	struct lw_macho_reader r;
	const uint64_t left = off < src->size ? src->size - off : 0;
	struct lw_image *img = lw_alloc(a, 1, sizeof *img, err);
	struct lw_macho *macho = lw_alloc(a, 1, sizeof *macho, err);
	if (img == NULL || macho == NULL)
		return false;
	lw_macho_reader_init(&r, src, a, off, size < left ? size : left);
	r.img = img;
	r.macho = macho;
	img->format = LW_FORMAT_MACHO;
	img->macho = macho;
	img->slice_off = off;
	img->slice_size = size;
	LW_TRY(read_header(&r, img, macho, err) && read_image(&r, err));
	*out = img;
	return true;
}

bool lw_macho_parse(const struct lw_source *src, struct lw_arena *a, struct lw_images *out, struct lw_error *err) {
	uint8_t head[4];
	uint64_t got;
	bool ok = true;
	LW_TRY(lw_source_read(src, 0, head, sizeof head, &got, err));
	const uint64_t magic = lw_span_uint((struct lw_span){head, got}, 0, 4, true, &ok);
	if (ok && (magic == FAT_MAGIC || magic == FAT_MAGIC_64))
		return lw_macho_parse_fat(src, a, out, err);
	struct lw_image *img = NULL;
	LW_TRY(lw_macho_parse_slice(src, 0, src->size, a, &img, err));
	const struct lw_image **at = lw_alloc(a, 1, sizeof *at, err);
	if (at == NULL)
		return false;
	at[0] = img;
	*out = (struct lw_images){at, 1};
	return true;
}
