/* SPDX-License-Identifier: Apache-2.0 */
#include "format/pe_parse.h"

#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "format/pe_reader.h"
#include "names/pe_names.h"
#include "names/pe_numbers.h"

#define SIGNATURE 4 /* "PE" and two zeros */

/* No magic begins an object file but its machine's number, and it has no optional header. */
static bool not_mz(const struct lw_pe_reader *r, struct lw_error *err) {
	const struct lw_span all = {r->head.bytes, r->head.len};
	struct lw_pe_coff h;
	if (lw_record_get(&lw_rec_pe_coff, all, 0, false, false, &h) && h.size_of_optional_header == 0 &&
	    lw_pe_machine_name((uint16_t)h.machine) != NULL && (h.characteristics & LW_PE_FILE_EXECUTABLE_IMAGE) == 0)
		return lw_fail_at(err, LW_E_UNKNOWN_FORMAT, 0,
				  "is a COFF object file (%s), which is linked, not loaded",
				  lw_pe_machine_name((uint16_t)h.machine));
	return lw_fail_at(err, LW_E_UNKNOWN_FORMAT, 0, "does not begin with the letters MZ of a PE file");
}

/* What lies behind an MZ header that is not PE (Microsoft's "Segmented Executable File Format"; IBM's LX). */
static const struct {
	const char *letters, *words;
} others[] = {
	{"NE", "is a 16 bit program of Windows or OS/2 (NE)"},
	{"LE", "is a driver of Windows 9x or a program of OS/2 (LE)"},
	{"LX", "is a program of OS/2 (LX)"},
};

static bool other_program(struct lw_span letters, uint64_t off, struct lw_error *err) {
	for (size_t i = 0; letters.len >= 2 && i < sizeof others / sizeof others[0]; i++)
		if (memcmp(letters.ptr, others[i].letters, 2) == 0)
			return lw_fail_at(err, LW_E_UNKNOWN_FORMAT, off, "%s, not a PE file", others[i].words);
	return lw_fail_at(err, LW_E_UNKNOWN_FORMAT, 0, "is a program of DOS (MZ), not a PE file");
}

/* DOS programs have anything at e_lfanew; those with a header of another kind have their relocations behind it. */
static bool find_signature(struct lw_pe_reader *r, struct lw_error *err) {
	const struct lw_span all = {r->head.bytes, r->head.len};
	struct lw_raw_pe_dos dos;
	struct lw_span s = {NULL, 0};
	if (all.len < 2 || memcmp(all.ptr, "MZ", 2) != 0)
		return not_mz(r, err);
	if (!lw_record_get(&lw_rec_pe_dos, all, 0, false, false, &dos))
		return lw_fail_at(err, LW_E_TRUNCATED, all.len, "has %llu bytes, too few for an MZ header",
				  (unsigned long long)all.len);
	r->pe->pe_off = dos.e_lfanew;
	if (dos.e_lfanew < r->src->size) {
		const uint64_t left = r->src->size - dos.e_lfanew;
		LW_TRY(lw_pe_bytes(r, dos.e_lfanew, left < SIGNATURE ? left : SIGNATURE, &s, err));
	}
	if (s.len == SIGNATURE && memcmp(s.ptr, "PE\0", SIGNATURE) == 0)
		return true;
	if (s.len < SIGNATURE && dos.e_lfarlc >= lw_record_size(&lw_rec_pe_dos, false))
		return lw_fail_at(err, LW_E_TRUNCATED,
				  lw_pe_field_off(&lw_rec_pe_dos, false, offsetof(struct lw_raw_pe_dos, e_lfanew)),
				  "its PE header is meant to lie at %#llx, past the end of the file (%#llx)",
				  (unsigned long long)dos.e_lfanew, (unsigned long long)r->src->size);
	return other_program(s, dos.e_lfanew, err);
}

static bool read_coff(struct lw_pe_reader *r, struct lw_error *err) {
	LW_TRY(find_signature(r, err));
	LW_TRY(lw_pe_record(r, &lw_rec_pe_coff, r->pe->pe_off + SIGNATURE, &r->pe->coff, err));
	r->img->machine = (uint16_t)r->pe->coff.machine;
	r->img->bits = lw_pe_machine_bits(r->img->machine);
	r->is64 = r->img->bits == 64;
	return true;
}

static bool imports_ntdll(const struct lw_pe *pe) {
	for (uint32_t i = 0; i < pe->n_dlls; i++)
		if (lw_ascii_same(pe->dlls[i].name, "ntdll.dll"))
			return true;
	return false;
}

/* What runs without a subsystem is a driver, unless it asks for ntdll: the session manager and its likes do. */
static bool runs_on_windows(const struct lw_pe *pe) {
	const uint64_t subsystem = pe->optional.subsystem;
	if (subsystem == LW_PE_SUBSYSTEM_NATIVE)
		return imports_ntdll(pe);
	return (subsystem < LW_PE_SUBSYSTEM_EFI_APPLICATION || subsystem > LW_PE_SUBSYSTEM_EFI_ROM) &&
		subsystem != LW_PE_SUBSYSTEM_BOOT_APPLICATION;
}

static enum lw_image_kind kind_of(const struct lw_pe *pe) {
	if (!pe->has_optional || (pe->coff.characteristics & LW_PE_FILE_EXECUTABLE_IMAGE) == 0 || !runs_on_windows(pe))
		return LW_IMAGE_OTHER;
	return (pe->coff.characteristics & LW_PE_FILE_DLL) != 0 ? LW_IMAGE_LIBRARY : LW_IMAGE_PROGRAM;
}

/* Whatever a part met is damage. */
static bool run_parts(struct lw_pe_reader *r, lw_pe_part *const *parts, size_t n, struct lw_error *err) {
	struct lw_error what;
	lw_error_clear(&what);
	for (size_t i = 0; i < n; i++)
		if (!parts[i](r, &what))
			LW_TRY(lw_pe_damage(r, &what, err));
	return true;
}

static bool read_needs(struct lw_pe_reader *r, struct lw_error *err) {
	static bool (*const parts[])(struct lw_pe_reader *, struct lw_pe_needs *, struct lw_error *) = {
		lw_pe_read_imports,
		lw_pe_read_delays,
		lw_pe_read_forwards,
	};
	struct lw_pe_needs needs = {0};
	struct lw_error what;
	lw_error_clear(&what);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (!parts[i](r, &needs, &what))
			LW_TRY(lw_pe_damage(r, &what, err));
	r->img->needs = needs.needs.at;
	r->img->n_needs = needs.needs.n;
	r->pe->dlls = needs.dlls.at;
	r->pe->n_dlls = needs.dlls.n;
	return true;
}

static bool read_all(struct lw_pe_reader *r, struct lw_error *err) {
	static lw_pe_part *const before[] = {
		lw_pe_read_optional,  lw_pe_read_sections, lw_pe_check_alignment,
		lw_pe_check_sections, lw_pe_read_exports,
	};
	static lw_pe_part *const after[] = {
		lw_pe_read_bounds, lw_pe_read_load_config, lw_pe_read_clr,     lw_pe_read_debug,
		lw_pe_read_tls,    lw_pe_read_certificate, lw_pe_read_overlay, lw_pe_read_manifests,
	};
	LW_TRY(run_parts(r, before, sizeof before / sizeof before[0], err));
	LW_TRY(read_needs(r, err));
	return run_parts(r, after, sizeof after / sizeof after[0], err);
}

bool lw_pe_parse(const struct lw_source *src, struct lw_arena *a, struct lw_image **out, struct lw_error *err) {
	struct lw_pe_reader r;
	struct lw_image *img = lw_alloc(a, 1, sizeof *img, err);
	struct lw_pe *pe = lw_alloc(a, 1, sizeof *pe, err);
	if (img == NULL || pe == NULL)
		return false;
	img->format = LW_FORMAT_PE;
	img->pe = pe;
	LW_TRY(lw_pe_reader_init(&r, src, a, img, pe, err));
	LW_TRY(read_coff(&r, err));
	LW_TRY(read_all(&r, err));
	img->kind = kind_of(pe);
	img->damage = r.damage;
	*out = img;
	return true;
}
