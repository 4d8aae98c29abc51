/* SPDX-License-Identifier: Apache-2.0 */
#include "package/native.h"

#include <string.h>

#include "package/read.h"

/* Mach-O, in both byte orders: <mach-o/loader.h> MH_MAGIC and MH_MAGIC_64. */
static bool is_macho(struct lw_span s) {
	static const uint32_t magics[] = {0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe};
	bool ok = true;
	const uint64_t magic = lw_span_uint(s, 0, 4, true, &ok);
	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
		if (ok && magic == magics[i])
			return true;
	/* A fat file has few slices where a Java class has its version (file(1), magic/Magdir/cafebabe). */
	const uint64_t count = lw_span_uint(s, 4, 4, true, &ok);
	return ok && (magic == 0xcafebabe || magic == 0xcafebabf) && count > 0 && count < 40;
}

/* "MZ", and "PE" where it points to. */
static bool is_pe(const struct lw_source *src, struct lw_span s) {
	bool ok = s.len >= 64 && s.ptr[0] == 'M' && s.ptr[1] == 'Z';
	const uint64_t at = ok ? lw_span_uint(s, 60, 4, false, &ok) : 0;
	uint8_t signature[4];
	int sys;
	return ok && src->ops->read(src, at, signature, 4, &sys) == 4 && memcmp(signature, "PE\0\0", 4) == 0;
}

bool lw_package_is_native(const struct lw_fs *fs, const char *path, bool *native, struct lw_error *err) {
	struct lw_source src;
	struct lw_stat st;
	uint8_t first[64];
	int sys = fs->ops->open(fs, path, &src, &st);
	*native = false;
	if (sys != 0 || st.kind != LW_KIND_FILE)
		return lw_package_absent(sys, path, err);
	const int64_t n = src.ops->read(&src, 0, first, sizeof first, &sys);
	const struct lw_span s = {first, n < 0 ? 0 : (uint64_t)n};
	*native = (n >= 4 && memcmp(first, "\177ELF", 4) == 0) || is_macho(s) || is_pe(&src, s);
	lw_source_close(&src);
	return n >= 0 || lw_package_absent(sys, path, err);
}
