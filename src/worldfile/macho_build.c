/* SPDX-License-Identifier: Apache-2.0 */
/* All that is made is 64 bit and little endian (mach-o/loader.h, mach-o/fat.h; xnu osfmk/kern/cs_blobs.h). */
#include "worldfile/macho_build.h"

#include <string.h>

#include "base/fail.h"
#include "names/macho_names.h"

#define LC_SEGMENT_64 0x19
#define LC_CODE_SIGNATURE 0x1d
#define LC_BUILD_VERSION 0x32
#define DYLIB_USE_MARKER 0x1a741800
#define SLICE_ALIGN 14 /* 16 KiB */

struct bytes {
	struct lw_arena *a;
	LW_VEC(uint8_t) list;
};

static bool put(struct bytes *b, uint64_t value, unsigned size, bool big, struct lw_error *err) {
	uint8_t raw[8];
	lw_store_uint(raw, size, big, value);
	for (unsigned i = 0; i < size; i++) {
		uint8_t *slot = lw_vec_add(b->a, &b->list, err);
		if (slot == NULL)
			return false;
		*slot = raw[i];
	}
	return true;
}

static bool put32(struct bytes *b, uint32_t value, struct lw_error *err) {
	return put(b, value, 4, false, err);
}

static bool put_text(struct bytes *b, const char *text, size_t n, struct lw_error *err) {
	for (size_t i = 0; i < n; i++)
		LW_TRY(put(b, i < strlen(text) ? (uint8_t)text[i] : 0, 1, false, err));
	return true;
}

static bool is_dylib(uint32_t cmd) {
	return (cmd & 0xff) != 0x1c && (cmd & 0xff) != 0x27; /* neither LC_RPATH nor LC_DYLD_ENVIRONMENT */
}

static bool put_command(struct bytes *b, const struct lw_macho_desc *d, const struct lw_macho_line *c,
			struct lw_error *err) {
	const uint32_t head = c->use != 0 ? 28 : is_dylib(c->cmd) ? 24 : 12, padding = head % 8;
	const size_t n = ((strlen(c->text) + 8) & ~(size_t)7) + padding;
	LW_TRY(put32(b, c->cmd, err) && put32(b, head + (uint32_t)n, err) && put32(b, head, err));
	if (head != 12)
		LW_TRY(put32(b, c->use != 0 ? DYLIB_USE_MARKER : 2, err) &&
		       put32(b, c->cmd == 0xd && d->has_version ? d->version : 0x10000, err) && put32(b, 0x10000, err));
	return (c->use == 0 || put32(b, c->use, err)) && put_text(b, c->text, n, err);
}

static bool put_build(struct bytes *b, const struct lw_macho_target *t, struct lw_error *err) {
	return put32(b, LC_BUILD_VERSION, err) && put32(b, 24, err) && put32(b, t->platform, err) &&
		put32(b, t->minos, err) && put32(b, t->sdk, err) && put32(b, 0, err);
}

/* A segment __RESTRICT with a section __restrict, of no bytes. */
static bool put_restrict(struct bytes *b, struct lw_error *err) {
	LW_TRY(put32(b, LC_SEGMENT_64, err) && put32(b, 72 + 80, err) && put_text(b, "__RESTRICT", 16, err));
	for (unsigned i = 0; i < 4; i++)
		LW_TRY(put(b, 0, 8, false, err));
	LW_TRY(put32(b, 1, err) && put32(b, 1, err) && put32(b, 1, err) && put32(b, 0, err));
	LW_TRY(put_text(b, "__restrict", 16, err) && put_text(b, "__RESTRICT", 16, err));
	for (unsigned i = 0; i < 12; i++)
		LW_TRY(put32(b, 0, err));
	return true;
}

/* An embedded signature of a CodeDirectory without hashes, and entitlements; big endian. */
static bool put_signature(struct bytes *b, const struct lw_macho_desc *d, struct lw_error *err) {
	static const char head[] = "<plist><dict><key>", tail[] = "</key><true/></dict></plist>";
	const uint32_t n_text =
		d->entitlement == NULL ? 0 : (uint32_t)(sizeof head - 1 + strlen(d->entitlement) + sizeof tail - 1);
	const uint32_t n_blobs = n_text == 0 ? 1 : 2, start = 12 + 8 * n_blobs, n_dir = 44 + 4;
	const uint32_t words[] = {0xfade0cc0, start + n_dir + (n_text == 0 ? 0 : 8 + n_text), n_blobs, 0, start};
	const uint32_t directory[] = {0xfade0c02, n_dir, 0x20100, d->signature_flags, 48, 44, 0, 0, 0, 0x20020000, 0};
	for (unsigned i = 0; i < 5; i++)
		LW_TRY(put(b, words[i], 4, true, err));
	if (n_text != 0)
		LW_TRY(put(b, 5, 4, true, err) && put(b, start + n_dir, 4, true, err));
	for (unsigned i = 0; i < 11; i++)
		LW_TRY(put(b, directory[i], 4, true, err));
	LW_TRY(put_text(b, "app", 4, err));
	if (n_text == 0)
		return true;
	return put(b, 0xfade7171, 4, true, err) && put(b, 8 + n_text, 4, true, err) &&
		put_text(b, head, sizeof head - 1, err) && put_text(b, d->entitlement, strlen(d->entitlement), err) &&
		put_text(b, tail, sizeof tail - 1, err);
}

static bool put_commands(struct bytes *b, const struct lw_macho_desc *d, uint32_t *n, struct lw_error *err) {
	for (uint32_t i = 0; i < d->commands.n; i++)
		LW_TRY(put_command(b, d, &d->commands.at[i], err));
	if (!d->no_target)
		LW_TRY(put_build(b, &d->target, err));
	for (uint32_t i = 0; i < d->targets.n; i++)
		LW_TRY(put_build(b, &d->targets.at[i], err));
	if (d->restrict_section)
		LW_TRY(put_restrict(b, err));
	*n = d->commands.n + d->targets.n + (d->no_target ? 0u : 1u) + (d->restrict_section ? 1u : 0u);
	return true;
}

static bool slice(const struct lw_macho_desc *d, const char *arch, struct lw_arena *a, struct bytes *out,
		  struct lw_error *err) {
	uint32_t cputype, cpusubtype, n;
	struct bytes commands = {.a = a}, signature = {.a = a};
	out->a = a;
	if (!lw_macho_arch_of_name(arch, &cputype, &cpusubtype))
		return lw_fail(err, LW_E_MALFORMED, "%s is no architecture of Mach-O that can be made", arch);
	LW_TRY(put_commands(&commands, d, &n, err));
	const uint32_t size = commands.list.n + (d->signature ? 16 : 0);
	const uint32_t head[] = {0xfeedfacf, cputype, cpusubtype, d->filetype, n + d->signature, size, 0x85, 0};
	for (unsigned i = 0; i < 8; i++)
		LW_TRY(put32(out, head[i], err));
	for (uint32_t i = 0; i < commands.list.n; i++)
		LW_TRY(put(out, commands.list.at[i], 1, false, err));
	if (!d->signature)
		return true;
	LW_TRY(put_signature(&signature, d, err));
	LW_TRY(put32(out, LC_CODE_SIGNATURE, err) && put32(out, 16, err) && put32(out, 32 + size, err) &&
	       put32(out, signature.list.n, err));
	for (uint32_t i = 0; i < signature.list.n; i++)
		LW_TRY(put(out, signature.list.at[i], 1, false, err));
	return true;
}

static bool pad(struct bytes *b, uint32_t to, struct lw_error *err) {
	while (b->list.n < to)
		LW_TRY(put(b, 0, 1, false, err));
	return true;
}

static bool universal(const struct lw_macho_desc *d, struct lw_arena *a, struct bytes *out, struct lw_error *err) {
	struct bytes one = {.a = a}, all = {.a = a};
	out->a = a;
	LW_TRY(put(out, 0xcafebabe, 4, true, err) && put(out, d->archs.n, 4, true, err));
	const uint32_t step = 1u << SLICE_ALIGN;
	for (uint32_t i = 0; i < d->archs.n; i++) {
		uint32_t cputype, cpusubtype;
		one.list.n = 0;
		LW_TRY(slice(d, d->archs.at[i], a, &one, err));
		LW_TRY(lw_macho_arch_of_name(d->archs.at[i], &cputype, &cpusubtype));
		const uint32_t words[] = {cputype, cpusubtype, step * (i + 1), one.list.n, SLICE_ALIGN};
		for (unsigned k = 0; k < 5; k++)
			LW_TRY(put(out, words[k], 4, true, err));
		LW_TRY(pad(&all, step * i, err));
		for (uint32_t k = 0; k < one.list.n; k++)
			LW_TRY(put(&all, one.list.at[k], 1, false, err));
	}
	LW_TRY(pad(out, step, err));
	for (uint32_t k = 0; k < all.list.n; k++)
		LW_TRY(put(out, all.list.at[k], 1, false, err));
	return true;
}

bool lw_macho_build(const struct lw_macho_desc *d, struct lw_arena *a, struct lw_span *out, struct lw_error *err) {
	struct bytes b = {.a = a};
	const char *arch = d->archs.n == 0 ? "arm64" : d->archs.at[0];
	LW_TRY(d->archs.n > 1 ? universal(d, a, &b, err) : slice(d, arch, a, &b, err));
	*out = (struct lw_span){b.list.at, b.list.n};
	return true;
}
