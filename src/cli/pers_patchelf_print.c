/* SPDX-License-Identifier: Apache-2.0 */
/* What patchelf prints of a file. Control characters are shown as \xNN; all else is written as it is in the file. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "cli/output.h"
#include "cli/pers_patchelf.h"

/* gABI, chapter 4, "ELF Header" and chapter 5, "Program Header". */
enum { ET_DYN = 3, EI_OSABI = 7, PF_X = 1 };
#define PT_GNU_STACK 0x6474e551u

static const struct {
	unsigned number;
	const char *name;     /* as it is printed, and as `edit --set-os-abi` has it */
	const char *words[3]; /* as it is told, in small letters */
} abis[] = {
	{0, "System V", {"system v", "system-v", "sysv"}},
	{1, "HP-UX", {"hp-ux"}},
	{2, "NetBSD", {"netbsd"}},
	{3, "Linux", {"linux", "gnu"}},
	{4, "GNU Hurd", {"gnu hurd", "gnu-hurd", "hurd"}},
	{6, "Solaris", {"solaris"}},
	{7, "AIX", {"aix"}},
	{8, "IRIX", {"irix"}},
	{9, "FreeBSD", {"freebsd"}},
	{10, "Tru64", {"tru64"}},
	{12, "OpenBSD", {"openbsd"}},
	{13, "OpenVMS", {"openvms"}},
};

#define N_ABIS (sizeof abis / sizeof abis[0])

/* Without regard to letters' case and to blanks around the word. */
static bool is_word(const char *given, const char *word) {
	while (isspace((unsigned char)*given))
		given++;
	while (*word != '\0' && tolower((unsigned char)*given) == *word)
		given++, word++;
	while (isspace((unsigned char)*given))
		given++;
	return *word == '\0' && *given == '\0';
}

const char *patchelf_abi(const char *word) {
	for (size_t i = 0; i < N_ABIS; i++)
		for (size_t k = 0; k < 3 && abis[i].words[k] != NULL; k++)
			if (is_word(word, abis[i].words[k]))
				return abis[i].name;
	return NULL;
}

bool patchelf_no_section(const char *name, struct lw_error *err) {
	return lw_fail(err, LW_E_NOT_FOUND, "cannot find section '%s'. The input file is most likely statically linked",
		       name);
}

/* A line of several texts; sys keeps what went wrong with standard output. */
static bool line(struct lw_arena *a, const char *before, const char *text, struct lw_error *err) {
	int sys = 0;
	char *safe = lw_alloc(a, 4 * strlen(text) + 2, 1, err);
	LW_TRY(safe != NULL);
	lw_escape(text, safe);
	const char *whole = lw_sprintf(a, err, "%s%s\n", before, safe);
	LW_TRY(whole != NULL);
	return cli_write(&sys, whole, strlen(whole)) ||
		lw_fail(err, LW_E_IO, "standard output cannot be written: %s", strerror(sys));
}

static bool interpreter(const struct lw_image *img, struct lw_arena *a, struct lw_error *err) {
	return img->interp != NULL ? line(a, "", img->interp, err) : patchelf_no_section(".interp", err);
}

static bool os_abi(const struct lw_image *img, struct lw_arena *a, struct lw_error *err) {
	const unsigned number = img->elf->ident[EI_OSABI];
	for (size_t i = 0; i < N_ABIS; i++)
		if (abis[i].number == number)
			return line(a, "", abis[i].name, err);
	const char *name = lw_sprintf(a, err, "0x%02X", number);
	return name != NULL && line(a, "", name, err);
}

static bool soname(const struct lw_image *img, struct lw_arena *a, struct lw_error *err) {
	if (img->elf->ehdr.e_type != ET_DYN)
		return true;
	if (!img->elf->has_dynamic)
		return patchelf_no_section(".dynamic", err);
	return img->soname.text == NULL || *img->soname.text == '\0' || line(a, "", img->soname.text, err);
}

static bool rpath(const struct lw_image *img, struct lw_arena *a, struct lw_error *err) {
	const char *text = img->runpath.text != NULL ? img->runpath.text : img->rpath.text;
	if (!img->elf->has_dynamic)
		return patchelf_no_section(".dynamic", err);
	return line(a, "", text == NULL ? "" : text, err);
}

static bool execstack(const struct lw_image *img, struct lw_arena *a, struct lw_error *err) {
	const char *is = "?";
	for (uint32_t i = img->elf->n_phdrs; i-- > 0;)
		if (img->elf->phdrs[i].p_type == PT_GNU_STACK)
			is = (img->elf->phdrs[i].p_flags & PF_X) != 0 ? "X" : "-";
	return line(a, "execstack: ", is, err);
}

static bool needed(const struct lw_image *img, struct lw_arena *a, struct lw_error *err) {
	if (!img->elf->has_dynamic)
		return patchelf_no_section(".dynamic", err);
	for (uint32_t i = 0; i < img->n_needs; i++)
		if (img->needs[i].kind == LW_NEED_LIBRARY)
			LW_TRY(line(a, "", img->needs[i].name, err));
	return true;
}

bool patchelf_print(const struct patchelf_asked *asked, const struct lw_image *img, struct lw_arena *a,
		    struct lw_error *err) {
	LW_TRY(!asked->print_interpreter || interpreter(img, a, err));
	LW_TRY(!asked->print_os_abi || os_abi(img, a, err));
	LW_TRY(!asked->print_soname || soname(img, a, err));
	LW_TRY(!asked->print_rpath || rpath(img, a, err));
	LW_TRY(!asked->print_execstack || execstack(img, a, err));
	return !asked->print_needed || needed(img, a, err);
}
