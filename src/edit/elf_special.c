/* SPDX-License-Identifier: Apache-2.0 */
/* Files that a C library treats in a way of its own. */
#include <string.h>

#include "base/fail.h"
#include "edit/elf_work.h"

/* Names that loaders of glibc and musl give themselves (glibc sysdeps, ld-soname; musl, LDSO_ARCH). */
static bool is_loader(const struct lw_elf_work *w) {
	static const char *const names[] = {"ld-linux", "ld64.so.", "ld.so.", "ld-musl-"};
	const char *own = w->img->soname.text;
	for (size_t i = 0; own != NULL && w->interp == NULL && i < sizeof names / sizeof names[0]; i++)
		if (strncmp(own, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

bool lw_elf_is_glibc_loader(const struct lw_elf_work *w) {
	return is_loader(w) && strncmp(w->img->soname.text, "ld-musl-", 8) != 0;
}

static bool sets_path(enum lw_edit_kind kind) {
	return kind == LW_EDIT_SET_RPATH || kind == LW_EDIT_ADD_RPATH || kind == LW_EDIT_PREPEND_RPATH;
}

static bool asks_for_libraries(enum lw_edit_kind kind) {
	return sets_path(kind) || kind == LW_EDIT_ADD_NEEDED || kind == LW_EDIT_PREPEND_NEEDED;
}

/* libc is found by its name (glibc elf/dl-load.c, libc_map), to start it before others (elf/rtld.c,
 * __libc_early_init); the loader that libc asks for is the one that runs, by its name. */
static bool warn_of_soname(struct lw_elf_work *w, const char *own, const char *to, struct lw_error *err) {
	if (strcmp(own, to) == 0)
		return true;
	if (strcmp(own, "libc.so.6") == 0)
		return lw_editing_warn(
			w->e, err, "glibc's loader knows its libc by the soname libc.so.6: programs die with another");
	return !lw_elf_is_glibc_loader(w) ||
		lw_editing_warn(w->e, err,
				"glibc's libraries ask for their loader by the soname %s: with another it is loaded "
				"twice, and programs die",
				own);
}

/* glibc asserts that its loader, and a program that relocates itself, has neither DT_RPATH nor DT_RUNPATH
 * (elf/get-dynamic-info.h). */
bool lw_elf_check_special(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	const char *own = w->img->soname.text;
	if (asks_for_libraries(edit->kind) && is_loader(w))
		return lw_fail(
			err, LW_E_UNSUPPORTED,
			"is a loader itself: it looks for no libraries, and glibc's dies of a search path in its own "
			"file, and every program of the system with it");
	if (sets_path(edit->kind) && w->img->kind == LW_IMAGE_STATIC_PIE)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "is a static PIE: it looks for no libraries, and glibc's start code dies of a search "
			       "path in it");
	return edit->kind != LW_EDIT_SET_SONAME || own == NULL || warn_of_soname(w, own, edit->what, err);
}
