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

static bool asks_for_libraries(enum lw_edit_kind kind) {
	switch (kind) {
	case LW_EDIT_SET_RPATH:
	case LW_EDIT_ADD_RPATH:
	case LW_EDIT_PREPEND_RPATH:
	case LW_EDIT_ADD_NEEDED:
	case LW_EDIT_PREPEND_NEEDED:
		return true;
	default:
		return false;
	}
}

/* glibc asserts that its loader has neither DT_RPATH nor DT_RUNPATH (elf/get-dynamic-info.h), and finds libc by its
 * name (elf/dl-load.c, libc_map), to start it before others (elf/rtld.c, __libc_early_init). */
bool lw_elf_check_special(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	const char *own = w->img->soname.text;
	if (asks_for_libraries(edit->kind) && is_loader(w))
		return lw_fail(
			err, LW_E_UNSUPPORTED,
			"is a loader itself: it looks for no libraries, and glibc's dies of a search path in its own "
			"file, and every program of the system with it");
	if (edit->kind == LW_EDIT_SET_SONAME && own != NULL && strcmp(own, "libc.so.6") == 0 &&
	    strcmp(own, edit->what) != 0)
		return lw_editing_warn(
			w->e, err, "glibc's loader knows its libc by the soname libc.so.6: programs die with another");
	return true;
}
