/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notes: build id, ABI tag, GNU properties, dlopen metadata. They are found through PT_NOTE and PT_GNU_PROPERTY; where
 * notes are damaged, the rest of their segment is left out.
 */
#include "format/elf_reader.h"

#include <string.h>

#include "base/fail.h"
#include "format/elf_fused.h"
#include "names/elf_numbers.h"

/* Segments may share notes, so the size of the file is no bound. */
#define MOST_NOTES 65536
#define MOST_DLOPEN_BYTES ((uint64_t)1 << 20)
#define LONGEST_BUILD_ID 1024

#define NT_FDO_DLOPEN 0x407c0c0a
#define FEATURE_1_AARCH64 0xc0000000
#define FEATURE_1_X86 0xc0000002
#define ISA_1_USED_X86 0xc0010002
#define ISA_1_NEEDED_X86 0xc0008002

struct notes {
	struct lw_elf_reader *r;
	struct lw_image *img;
	struct lw_elf *elf;
	uint32_t n;
	uint64_t n_dlopen_bytes;
	bool has_property_segment, seen_property;
	struct lw_elf_dlopens dlopens;
};

struct note {
	char owner[4]; /* of those that matter: "GNU", "FDO" */
	uint64_t type;
	uint64_t off, len; /* of the description */
	uint64_t align;
	bool of_property_segment, is_fused;
};

static void take_property(struct notes *w, uint64_t type, uint32_t value) {
	const bool x86 = w->img->machine == EM_X86_64 || w->img->machine == EM_386;
	if (x86 && type == ISA_1_NEEDED_X86)
		w->elf->x86_isa_needed = value;
	if (x86 && type == ISA_1_USED_X86)
		w->elf->x86_isa_used = value;
	if ((x86 && type == FEATURE_1_X86) || (w->img->machine == EM_AARCH64 && type == FEATURE_1_AARCH64)) {
		w->elf->feature_1 = value;
		w->elf->has_feature_1 = true;
	}
}

/* glibc elf/dl-load.c, _dl_process_pt_gnu_property: types ascend, and a property that does not fit ends it without a
 * word. */
static bool read_properties(struct notes *w, const struct note *note, struct lw_error *err) {
	const uint64_t align = w->r->is64 ? 8 : 4;
	uint64_t last = 0, at = 0;
	if (note->len < 8 || note->len % align != 0)
		return true;
	while (note->len - at >= 8) {
		struct lw_span s;
		bool ok = true;
		LW_TRY(lw_elf_bytes(w->r, note->off + at, 8, &s, err));
		uint64_t type = lw_span_uint(s, 0, 4, w->r->big, &ok), n = lw_span_uint(s, 4, 4, w->r->big, &ok);
		at += 8;
		if (type < last || n > note->len - at)
			return true;
		last = type;
		if (n == 4) {
			LW_TRY(lw_elf_bytes(w->r, note->off + at, 4, &s, err));
			take_property(w, type, (uint32_t)lw_span_uint(s, 0, 4, w->r->big, &ok));
		}
		n = lw_round_up(n, align);
		at += n < note->len - at ? n : note->len - at;
	}
	return true;
}

/* Only the first property note counts, and only with its class's alignment (glibc sysdeps/x86/dl-prop.h). */
static bool take_properties(struct notes *w, const struct note *note, struct lw_error *err) {
	if (w->seen_property || note->of_property_segment != w->has_property_segment ||
	    note->align != (w->r->is64 ? 8 : 4))
		return true;
	w->seen_property = true;
	w->elf->property_off = note->off;
	w->elf->property_len = note->len;
	return read_properties(w, note, err);
}

static bool take_build_id(struct notes *w, const struct note *note, struct lw_error *err) {
	if (w->img->build_id != NULL || note->len == 0)
		return true;
	if (note->len > LONGEST_BUILD_ID)
		return lw_fail_at(err, LW_E_LIMIT, note->off, "the build id has %#llx bytes, and only %#x are read",
				  (unsigned long long)note->len, LONGEST_BUILD_ID);
	struct lw_span s;
	LW_TRY(lw_elf_keep(w->r, note->off, note->len, &s, err));
	w->img->build_id = s.ptr;
	w->img->n_build_id = (uint32_t)s.len;
	return true;
}

/* Four words: system, then the earliest kernel (glibc csu/abi-note.c). */
static bool take_abi_tag(struct notes *w, const struct note *note, struct lw_error *err) {
	struct lw_span s;
	bool ok = true;
	if (w->elf->has_abi_tag || note->len < 16)
		return true;
	LW_TRY(lw_elf_bytes(w->r, note->off, 16, &s, err));
	w->elf->has_abi_tag = true;
	w->elf->abi_os = (uint32_t)lw_span_uint(s, 0, 4, w->r->big, &ok);
	for (unsigned i = 0; i < 3; i++)
		w->elf->abi_version[i] = (uint32_t)lw_span_uint(s, 4 + 4 * i, 4, w->r->big, &ok);
	return true;
}

static bool take_dlopen(struct notes *w, const struct note *note, struct lw_error *err) {
	struct lw_span s;
	if (note->len > MOST_DLOPEN_BYTES - w->n_dlopen_bytes)
		return lw_fail_at(err, LW_E_LIMIT, note->off, "there are more than %#llx bytes of dlopen metadata",
				  (unsigned long long)MOST_DLOPEN_BYTES);
	w->n_dlopen_bytes += note->len;
	LW_TRY(lw_elf_keep(w->r, note->off, note->len, &s, err));
	return lw_elf_dlopen_json(w->r->a, s, &w->dlopens, err);
}

/* The first one tells of the last time that something was fused. */
static bool take_fused(struct notes *w, const struct note *note) {
	if (!w->elf->has_fused) {
		w->elf->has_fused = true;
		w->elf->fused_off = note->off;
		w->elf->fused_len = note->len;
	}
	return true;
}

static bool take_note(struct notes *w, const struct note *note, struct lw_error *err) {
	const bool gnu = memcmp(note->owner, "GNU", 4) == 0;
	if (gnu && note->type == NT_GNU_PROPERTY_TYPE_0)
		return take_properties(w, note, err);
	if (note->of_property_segment)
		return true; /* the same notes lie in a PT_NOTE */
	if (note->is_fused)
		return take_fused(w, note);
	if (gnu && note->type == NT_GNU_BUILD_ID)
		return take_build_id(w, note, err);
	if (gnu && note->type == NT_GNU_ABI_TAG)
		return take_abi_tag(w, note, err);
	if (memcmp(note->owner, "FDO", 4) == 0 && note->type == NT_FDO_DLOPEN)
		return take_dlopen(w, note, err);
	return true;
}

/*
 * A note that does not fit. In 64 bit files there are segments aligned to 8 that hold notes aligned to 4 too (glibc
 * sysdeps/x86/dl-prop.h tells of them); who steps by 8, as the loader does, loses his way there, and the file is none
 * the worse for it.
 */
static bool overlong(const struct note *note, uint64_t off, uint64_t n, uint64_t left, struct lw_error *err) {
	if (note->align == 8)
		return true;
	return lw_fail_at(err, LW_E_MALFORMED, off,
			  "a note ends %#llx bytes behind its beginning, past the end of its segment (%#llx left)",
			  (unsigned long long)n, (unsigned long long)left);
}

/* The note at `at` of the segment; *at goes on to the next, or to the end if there is none. */
static bool read_note(struct notes *w, const struct lw_phdr *p, uint64_t *at, struct note *note, struct lw_error *err) {
	struct lw_raw_nhdr h;
	const uint64_t off = p->p_offset + *at, left = p->p_filesz - *at;
	LW_TRY(lw_elf_record(w->r, &lw_rec_nhdr, off, &h, err));
	const uint64_t desc = h.n_descsz == 0 ? 12 + h.n_namesz : lw_round_up(12 + h.n_namesz, note->align);
	memset(note->owner, 0, sizeof note->owner);
	*at += left;
	if (desc + h.n_descsz > left)
		return overlong(note, off, desc + h.n_descsz, left, err);
	if (h.n_namesz == 4) {
		struct lw_span s;
		LW_TRY(lw_elf_bytes(w->r, off + 12, 4, &s, err));
		memcpy(note->owner, s.ptr, 4);
	}
	note->is_fused = h.n_type == LW_NOTE_FUSED && h.n_namesz == sizeof LW_NOTE_OWNER;
	if (note->is_fused) {
		struct lw_span s;
		LW_TRY(lw_elf_bytes(w->r, off + 12, sizeof LW_NOTE_OWNER, &s, err));
		note->is_fused = memcmp(s.ptr, LW_NOTE_OWNER, sizeof LW_NOTE_OWNER) == 0;
	}
	note->type = h.n_type;
	note->off = off + desc;
	note->len = h.n_descsz;
	const uint64_t next = lw_round_up(desc + h.n_descsz, note->align);
	if (next < left)
		*at -= left - next;
	return true;
}

static bool read_segment(struct notes *w, uint32_t which, struct lw_error *err) {
	const struct lw_phdr *p = &w->elf->phdrs[which];
	if (!lw_range_fits(p->p_offset, p->p_filesz, w->r->src->size))
		return lw_fail_at(err, LW_E_TRUNCATED,
				  w->elf->ehdr.e_phoff + which * lw_record_size(&lw_rec_phdr, w->r->is64),
				  "notes (program header %lu of %lu) end at %#llx, past the end of the file (%#llx)",
				  (unsigned long)which + 1, (unsigned long)w->elf->n_phdrs,
				  (unsigned long long)(p->p_offset + p->p_filesz), (unsigned long long)w->r->src->size);
	struct note note = {.align = p->p_align == 8 ? 8 : 4, .of_property_segment = p->p_type == PT_GNU_PROPERTY};
	for (uint64_t at = 0; p->p_filesz - at >= 12;) {
		if (++w->n > MOST_NOTES)
			return lw_fail_at(err, LW_E_LIMIT, p->p_offset + at, "there are more than %d notes",
					  MOST_NOTES);
		LW_TRY(read_note(w, p, &at, &note, err));
		LW_TRY(take_note(w, &note, err));
	}
	return true;
}

bool lw_elf_read_notes(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err) {
	struct notes w = {.r = r, .img = img, .elf = elf};
	struct lw_error what;
	lw_error_clear(&what);
	for (uint32_t i = 0; i < elf->n_phdrs; i++)
		w.has_property_segment |= elf->phdrs[i].p_type == PT_GNU_PROPERTY;
	for (uint32_t i = 0; i < elf->n_phdrs && w.n <= MOST_NOTES; i++) {
		if (elf->phdrs[i].p_type != PT_NOTE && elf->phdrs[i].p_type != PT_GNU_PROPERTY)
			continue;
		if (!read_segment(&w, i, &what))
			LW_TRY(lw_elf_damage(r, &what, err));
	}
	elf->dlopens = w.dlopens.list.at;
	elf->n_dlopens = w.dlopens.list.n;
	return true;
}
