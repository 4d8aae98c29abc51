/* SPDX-License-Identifier: Apache-2.0 */
/* Neither macOS nor Windows keeps the numbers of system calls: only libSystem and ntdll know those of their release. */
#include "base/ascii.h"
#include "base/fail.h"
#include "check/rule.h"
#include "session/syscalls.h"

/* The libraries that are there to hold them. */
static bool is_the_systems_own(const struct lw_image *img) {
	static const char *const names[] = {"ntdll.dll", "win32u.dll", "/usr/lib/system/libsystem_kernel.dylib"};
	for (size_t i = 0; img->soname.text != NULL && i < sizeof names / sizeof names[0]; i++)
		if (lw_ascii_same(img->soname.text, names[i]))
			return true;
	return img->kind == LW_IMAGE_LINKER;
}

bool lw_rule_raw_system_calls(struct lw_checking *c, struct lw_error *err) {
	const struct lw_image *img = c->g->image;
	uint64_t n, first;
	const char *instruction;
	if (img->format == LW_FORMAT_ELF || is_the_systems_own(img))
		return true;
	LW_TRY(lw_session_syscalls(c->s, c->g->subject, img, &n, &first, &instruction, err));
	const struct lw_spot at = {.off = first, .level = LW_LEVEL_OF_RULE};
	const bool mac = img->format == LW_FORMAT_MACHO;
	return n == 0 ||
		lw_found(c, at, err,
			 "makes %llu system call%s by itself (%s), whose numbers %s changes between releases: call %s "
			 "instead",
			 (unsigned long long)n, n == 1 ? "" : "s", instruction, mac ? "macOS" : "Windows",
			 mac ? "libSystem" : "ntdll.dll");
}
