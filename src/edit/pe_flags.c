/* SPDX-License-Identifier: Apache-2.0 */
/* DependentLoadFlags of the load configuration, and the bits of DllCharacteristics. */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "edit/pe_edit.h"
#include "names/pe_numbers.h"

#define RELOCS_STRIPPED 0x1

static uint64_t load_flags_place(const struct lw_pe_edit *x) {
	return lw_pe_field_off(&lw_rec_pe_load_config, x->r.is64,
			       offsetof(struct lw_raw_pe_load_config, dependent_load_flags));
}

/* A field is there if the configuration's own size has it ("Load Configuration Layout"). */
static bool check_load_config(struct lw_pe_edit *x, struct lw_error *err) {
	const struct lw_pe_ref ref = lw_pe_directory_ref(&x->r, LW_PE_LOAD_CONFIG);
	const uint64_t end = load_flags_place(x) + 2;
	if (!x->pe.has_load_config)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "has no load configuration, so there is no place for load flags; link it with "
			       "/DEPENDENTLOADFLAG");
	const uint8_t *size = lw_pe_view(x, ref, 4, err);
	if (size == NULL)
		return false;
	const uint64_t n = lw_load_uint(size, 4, false);
	return n >= end ||
		lw_fail_at(err, LW_E_UNSUPPORTED, ref.at,
			   "its load configuration has %llu bytes, and load flags end at %llu; link it with a newer "
			   "linker and /DEPENDENTLOADFLAG",
			   (unsigned long long)n, (unsigned long long)end);
}

bool lw_pe_want_load_flags(struct lw_pe_edit *x, const struct lw_edit *edit, struct lw_error *err) {
	char *end = NULL;
	const unsigned long long n = edit->what[0] >= '0' && edit->what[0] <= '9' ? strtoull(edit->what, &end, 0) : 0;
	if (end == NULL || *end != '\0' || n > UINT16_MAX)
		return lw_fail(err, LW_E_USAGE, "--%s takes a number up to 0xffff, as in 0x800, not %.100s",
			       lw_edit_word(edit->kind), edit->what);
	LW_TRY(check_load_config(x, err));
	x->want.load_flags = n;
	return true;
}

/* What a linker has to make as well, so that the bit alone would be a lie. */
enum demand { NOTHING, RELOCATIONS, WIDE, CFG };

/* "DLL Characteristics"; the words are the linker's options. */
static const struct flag {
	const char *word;
	uint64_t bit;
	enum demand demand;
} flags[] = {
	{"highentropyva", 0x20, WIDE}, {"dynamicbase", 0x40, RELOCATIONS}, {"integritycheck", 0x80, NOTHING},
	{"nxcompat", 0x100, NOTHING},  {"noisolation", 0x200, NOTHING},    {"noseh", 0x400, NOTHING},
	{"nobind", 0x800, NOTHING},    {"appcontainer", 0x1000, NOTHING},  {"guardcf", 0x4000, CFG},
	{"tsaware", 0x8000, NOTHING},
};

static const struct flag *flag_of(const char *word) {
	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
		if (lw_ascii_same(flags[i].word, word))
			return &flags[i];
	return NULL;
}

#define GUARD_INSTRUMENTED UINT64_C(0x100) /* winnt.h, IMAGE_GUARD_CF_INSTRUMENTED */

static const char *why_not(const struct lw_pe_edit *x, const struct flag *f) {
	const bool moves =
		(x->pe.coff.characteristics & RELOCS_STRIPPED) == 0 && x->pe.directories[LW_PE_BASERELOC].rva != 0;
	if (f->demand == RELOCATIONS && !moves)
		return "it has no base relocations";
	if (f->demand == WIDE && !x->r.is64)
		return "it has addresses of 32 bits";
	if (f->demand == CFG && (x->pe.guard_flags & GUARD_INSTRUMENTED) == 0)
		return "its load configuration tells of no control flow guard";
	return NULL;
}

bool lw_pe_want_flag(struct lw_pe_edit *x, const struct lw_edit *edit, struct lw_error *err) {
	const struct flag *f = flag_of(edit->what);
	if (f == NULL)
		return lw_fail(err, LW_E_USAGE,
			       "--%s: a PE file has no flag %.60s; there are highentropyva, dynamicbase, "
			       "integritycheck, nxcompat, noisolation, noseh, nobind, appcontainer, guardcf, tsaware",
			       lw_edit_word(edit->kind), edit->what);
	if (edit->kind == LW_EDIT_CLEAR_FLAG) {
		x->want.dll_characteristics &= ~f->bit;
		return true;
	}
	if ((x->want.dll_characteristics & f->bit) != 0)
		return true;
	const char *why = why_not(x, f);
	if (why != NULL)
		return lw_fail(err, LW_E_UNSUPPORTED, "%s cannot be set, as %s; link the file with it", f->word, why);
	x->want.dll_characteristics |= f->bit;
	return true;
}

bool lw_pe_flags_write(struct lw_pe_edit *x, struct lw_error *err) {
	if (x->want.dll_characteristics != x->pe.optional.dll_characteristics)
		lw_pe_head_set(x, &lw_rec_pe_optional, lw_pe_optional_off(x),
			       offsetof(struct lw_pe_optional, dll_characteristics), x->want.dll_characteristics);
	if (x->want.load_flags == x->pe.dependent_load_flags)
		return true;
	struct lw_pe_ref ref = lw_pe_directory_ref(&x->r, LW_PE_LOAD_CONFIG);
	ref.rva += load_flags_place(x);
	struct lw_pe_region *g = lw_pe_region_open(x, ref, 2, LW_PE_OWN_LOAD_CONFIG, "load flags", err);
	if (g == NULL)
		return false;
	lw_store_uint(g->bytes, 2, false, x->want.load_flags);
	return true;
}
