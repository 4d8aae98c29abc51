/* SPDX-License-Identifier: Apache-2.0 */
/* For which systems a file was built. */
#include "format/macho_reader.h"

#include "base/fail.h"
#include "names/macho_numbers.h"

static bool read_tools(struct lw_macho_reader *r, const struct lw_macho_command *c, uint32_t n,
		       struct lw_macho_build *b, struct lw_error *err) {
	const uint64_t first = lw_record_size(&lw_rec_build, false), size = lw_record_size(&lw_rec_tool, false);
	struct lw_macho_tool *tools = lw_alloc(r->a, n, sizeof *tools, err);
	if (tools == NULL)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		struct lw_raw_tool t;
		LW_TRY(lw_record_get(&lw_rec_tool, lw_macho_command_bytes(r, c), first + i * size, false, r->big, &t));
		tools[i] = (struct lw_macho_tool){(uint32_t)t.tool, (uint32_t)t.version};
	}
	b->tools = tools;
	b->n_tools = n;
	return true;
}

bool lw_macho_take_build(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) {
	struct lw_raw_build raw;
	LW_TRY(lw_record_get(&lw_rec_build, lw_macho_command_bytes(r, c), 0, false, r->big, &raw));
	struct lw_macho_build *b = lw_vec_add(r->a, &r->lists.builds, err);
	if (b == NULL)
		return false;
	*b = (struct lw_macho_build){.cmd = c->cmd,
				     .platform = (uint32_t)raw.platform,
				     .min_os = (uint32_t)raw.minos,
				     .sdk = (uint32_t)raw.sdk,
				     .off = c->off};
	const uint64_t room = (c->size - lw_record_size(&lw_rec_build, false)) / lw_record_size(&lw_rec_tool, false);
	if (raw.ntools > room)
		return lw_fail_at(err, LW_E_MALFORMED, c->off,
				  "LC_BUILD_VERSION tells of %llu tools and has room for %llu",
				  (unsigned long long)raw.ntools, (unsigned long long)room);
	return read_tools(r, c, (uint32_t)raw.ntools, b, err);
}

/* A file for Intel that names a telephone is for its simulator (dyld mach_o/Header.cpp, platformAndVersions). */
static uint32_t platform_of(uint32_t cmd, uint64_t cputype) {
	const bool intel = cputype == CPU_TYPE_I386 || cputype == CPU_TYPE_X86_64;
	switch (cmd) {
	case LC_VERSION_MIN_IPHONEOS:
		return PLATFORM_IOS + (intel ? PLATFORM_SIMULATORS : 0);
	case LC_VERSION_MIN_TVOS:
		return PLATFORM_TVOS + (intel ? PLATFORM_SIMULATORS : 0);
	case LC_VERSION_MIN_WATCHOS:
		return PLATFORM_WATCHOS + (intel ? PLATFORM_SIMULATORS : 0);
	default:
		return PLATFORM_MACOS;
	}
}

bool lw_macho_take_version_min(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) {
	struct lw_raw_version_min raw;
	LW_TRY(lw_record_get(&lw_rec_version_min, lw_macho_command_bytes(r, c), 0, false, r->big, &raw));
	struct lw_macho_build *b = lw_vec_add(r->a, &r->lists.builds, err);
	if (b == NULL)
		return false;
	*b = (struct lw_macho_build){.cmd = c->cmd,
				     .platform = platform_of(c->cmd, r->macho->header.cputype),
				     .min_os = (uint32_t)raw.version,
				     .sdk = (uint32_t)raw.sdk,
				     .off = c->off};
	return true;
}
