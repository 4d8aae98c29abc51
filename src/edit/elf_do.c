/* SPDX-License-Identifier: Apache-2.0 */
/* Which function does which edit, and the edits that are a few lines: interpreter, soname, marks. */
#include <string.h>

#include "base/fail.h"
#include "edit/elf_work.h"
#include "names/elf_numbers.h"

#define LONGEST_INTERPRETER 4095 /* Linux' PATH_MAX without the NUL (fs/binfmt_elf.c) */

/* The kernel reads the path from the file (fs/binfmt_elf.c); PT_INTERP makes a file a program. */
bool lw_elf_do_interpreter(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	const size_t n = strlen(edit->what);
	if (w->img->kind == LW_IMAGE_STATIC_PIE)
		return lw_fail(
			err, LW_E_UNSUPPORTED,
			"is a static PIE: it relocates itself, and with an interpreter it would be relocated twice");
	if (w->interp == NULL && w->elf->has_dynamic)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "is a library without an interpreter of its own; --set-interpreter is for programs");
	if (w->interp == NULL)
		return lw_fail(err, LW_E_UNSUPPORTED, "is a static program: no interpreter loads it");
	if (n == 0 || n > LONGEST_INTERPRETER)
		return lw_fail(err, LW_E_USAGE, "the path of an interpreter has 1 to %d bytes, and this one has %lu",
			       LONGEST_INTERPRETER, (unsigned long)n);
	if (strcmp(w->interp, edit->what) == 0)
		return true;
	if (lw_elf_unit(w, LW_UNIT_INTERP) == NULL)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "has its interpreter's path within a note or the like, where it cannot be changed");
	LW_TRY(lw_editing_change(w->e, err, "interpreter: %s -> %s", w->interp, edit->what));
	w->interp = edit->what;
	w->new_interp = true;
	return true;
}

bool lw_elf_do_soname(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	const struct lw_elf_tag *t = lw_elf_tag(w, DT_SONAME);
	if (edit->what[0] == '\0')
		return lw_fail(err, LW_E_USAGE, "--set-soname needs a name");
	if (t != NULL && strcmp(t->text, edit->what) == 0)
		return true;
	LW_TRY(lw_editing_change(w->e, err, "soname: %s -> %s", t == NULL ? "none" : t->text, edit->what));
	return lw_elf_tag_set_text(w, DT_SONAME, edit->what, err);
}

/* An entry of the table that says nothing, or a new one. */
static struct lw_phdr *new_stack(struct lw_elf_work *w, struct lw_error *err) {
	struct lw_phdr *p = lw_elf_header(w, PT_NULL);
	if (p == NULL)
		p = lw_vec_add(w->e->a, &w->phdrs, err);
	if (p != NULL)
		*p = (struct lw_phdr){.p_type = PT_GNU_STACK, .p_align = 16};
	return p;
}

/* PT_GNU_STACK tells whether stacks may hold code. What holds without it differs: glibc lets them (elf/dl-load.c,
 * DEFAULT_STACK_PERMS), Linux since 5.8 does not on most machines (arch/x86/include/asm/elf.h). So it is always told.
 */
bool lw_elf_do_execstack(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	const bool on = strcmp(edit->what, "on") == 0;
	struct lw_phdr *stack = lw_elf_header(w, PT_GNU_STACK);
	if (!on && strcmp(edit->what, "off") != 0)
		return lw_fail(err, LW_E_USAGE, "--execstack is on or off, not '%s'", edit->what);
	const uint64_t flags = stack == NULL ? PF_R | PF_W | PF_X : stack->p_flags;
	const uint64_t now = on ? flags | PF_X : flags & ~(uint64_t)PF_X;
	if (stack != NULL && flags == now)
		return true;
	if (stack == NULL)
		stack = new_stack(w, err);
	if (stack == NULL)
		return false;
	stack->p_flags = now;
	return lw_editing_change(w->e, err, "executable stack: %s", on ? "on" : "off");
}

/* ld.so writes the address of its list of libraries into it, for debuggers: it has to lie in memory that is written to.
 */
bool lw_elf_do_debug_tag(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	(void)edit;
	const struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_DYNAMIC);
	if (lw_elf_tag(w, DT_DEBUG) != NULL)
		return true;
	if (u != NULL && !u->writable)
		return lw_fail_at(err, LW_E_UNSUPPORTED, u->off,
				  "its dynamic section lies in memory that is not written to, and ld.so would die of "
				  "writing DT_DEBUG");
	return lw_editing_change(w->e, err, "DT_DEBUG: added") && lw_elf_tag_set(w, DT_DEBUG, 0, err);
}

/* gABI chapter 4, EI_OSABI; names as patchelf and readelf have them. */
bool lw_elf_do_os_abi(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	static const struct {
		const char *name;
		uint8_t number;
	} abis[] = {
		{"System V", ELFOSABI_SYSV},
		{"HP-UX", ELFOSABI_HPUX},
		{"NetBSD", ELFOSABI_NETBSD},
		{"Linux", ELFOSABI_GNU},
		{"GNU", ELFOSABI_GNU},
		{"GNU Hurd", 4},
		{"Solaris", ELFOSABI_SOLARIS},
		{"AIX", ELFOSABI_AIX},
		{"IRIX", ELFOSABI_IRIX},
		{"FreeBSD", ELFOSABI_FREEBSD},
		{"Tru64", ELFOSABI_TRU64},
		{"OpenBSD", ELFOSABI_OPENBSD},
		{"OpenVMS", 13},
	};
	for (size_t i = 0; i < sizeof abis / sizeof abis[0]; i++) {
		const uint8_t old = w->ident[EI_OSABI];
		if (strcmp(abis[i].name, edit->what) != 0)
			continue;
		w->ident[EI_OSABI] = abis[i].number;
		return old == abis[i].number ||
			lw_editing_change(w->e, err, "OS ABI: %u -> %u (%s)", old, abis[i].number, edit->what);
	}
	return lw_fail(err, LW_E_USAGE,
		       "there is no OS ABI '%s'; there are System V, Linux, FreeBSD, NetBSD, OpenBSD, Solaris …",
		       edit->what);
}

/* Shrinking asks for the prefixes itself. */
static bool allow_rpath(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	for (size_t i = 0; i < w->e->n_edits; i++)
		if (w->e->edits[i].kind == LW_EDIT_SHRINK_RPATH)
			return true;
	return w->e->opts.lenient ||
		lw_fail(err, LW_E_USAGE, "--%s says what --shrink-rpath leaves; give both", lw_edit_word(edit->kind));
}

static lw_elf_do_fn *const table[LW_N_EDIT_KINDS] = {
	[LW_EDIT_SET_INTERPRETER] = lw_elf_do_interpreter,
	[LW_EDIT_SET_SONAME] = lw_elf_do_soname,
	[LW_EDIT_SET_RPATH] = lw_elf_do_rpath,
	[LW_EDIT_ADD_RPATH] = lw_elf_do_rpath,
	[LW_EDIT_PREPEND_RPATH] = lw_elf_do_rpath,
	[LW_EDIT_REMOVE_RPATH] = lw_elf_do_rpath,
	[LW_EDIT_REPLACE_RPATH] = lw_elf_do_rpath,
	[LW_EDIT_CLEAR_RPATH] = lw_elf_do_rpath,
	[LW_EDIT_SHRINK_RPATH] = lw_elf_do_shrink,
	[LW_EDIT_ALLOW_RPATH] = allow_rpath,
	[LW_EDIT_RPATH_KIND] = lw_elf_do_rpath_kind,
	[LW_EDIT_ADD_NEEDED] = lw_elf_do_add_needed,
	[LW_EDIT_PREPEND_NEEDED] = lw_elf_do_add_needed,
	[LW_EDIT_REMOVE_NEEDED] = lw_elf_do_remove_needed,
	[LW_EDIT_REPLACE_NEEDED] = lw_elf_do_replace_needed,
	[LW_EDIT_ORDER_NEEDED] = lw_elf_do_order_needed,
	[LW_EDIT_WEAKEN_VERSION] = lw_elf_do_version,
	[LW_EDIT_REMOVE_VERSION] = lw_elf_do_version,
	[LW_EDIT_REPLACE_VERSION] = lw_elf_do_version,
	[LW_EDIT_CLEAR_SYMBOL_VERSION] = lw_elf_do_clear_symbol_version,
	[LW_EDIT_RENAME_SYMBOL] = lw_elf_do_rename_symbol,
	[LW_EDIT_SET_FLAG] = lw_elf_do_flag,
	[LW_EDIT_CLEAR_FLAG] = lw_elf_do_flag,
	[LW_EDIT_NODEFAULTLIB] = lw_elf_do_flag,
	[LW_EDIT_BIND_NOW] = lw_elf_do_flag,
	[LW_EDIT_EXECSTACK] = lw_elf_do_execstack,
	[LW_EDIT_ADD_DEBUG_TAG] = lw_elf_do_debug_tag,
	[LW_EDIT_SET_OS_ABI] = lw_elf_do_os_abi,
};

/* What has to do with the dynamic section. */
static bool needs_dynamic(enum lw_edit_kind kind) {
	return kind != LW_EDIT_SET_INTERPRETER && kind != LW_EDIT_EXECSTACK && kind != LW_EDIT_SET_OS_ABI;
}

/* Which tag a search path gets that is new. */
static bool take_kind(struct lw_elf_work *w, struct lw_error *err) {
	for (size_t i = 0; i < w->e->n_edits; i++) {
		const struct lw_edit *edit = &w->e->edits[i];
		if (edit->kind != LW_EDIT_RPATH_KIND)
			continue;
		if (strcmp(edit->what, "rpath") != 0 && strcmp(edit->what, "runpath") != 0)
			return lw_fail(err, LW_E_USAGE, "--rpath-kind is rpath or runpath, not '%s'", edit->what);
		w->kind = strcmp(edit->what, "rpath") == 0 ? DT_RPATH : DT_RUNPATH;
	}
	return true;
}

bool lw_elf_do(struct lw_elf_work *w, struct lw_error *err) {
	LW_TRY(take_kind(w, err));
	for (size_t i = 0; i < w->e->n_edits; i++) {
		const struct lw_edit *edit = &w->e->edits[i];
		if (table[edit->kind] == NULL)
			return lw_editing_refuse(edit, "an ELF", err);
		if (!w->elf->has_dynamic && needs_dynamic(edit->kind))
			return lw_fail(err, LW_E_UNSUPPORTED,
				       "has no dynamic section: it is a static program, and --%s has nothing to "
				       "change in it",
				       lw_edit_word(edit->kind));
		LW_TRY(lw_elf_check_special(w, edit, err) && table[edit->kind](w, edit, err));
	}
	return true;
}
