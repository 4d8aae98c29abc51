/* SPDX-License-Identifier: Apache-2.0 */
/* PT_NOTE and PT_GNU_PROPERTY. */
#include "edit/elf_sounding.h"

#include <string.h>

#include "base/fail.h"

#define ULL(x) ((unsigned long long)(x))
#define MOST_SEGMENTS 64
#define MOST_NOTES 4096
#define MOST_BYTES ((uint64_t)1 << 20)
#define FIRST_PAGE 0x1000
#define BUILD_ID 3 /* NT_GNU_BUILD_ID */

/* Where the notes stop to be whole; notes.len: they do not. *id_end: where the build id ends, in the segment. */
static uint64_t walk(const struct lw_sounding *s, struct lw_span notes, uint64_t align, uint64_t *id_end) {
	struct lw_raw_nhdr h;
	struct lw_span owner;
	uint64_t at = 0;
	for (unsigned n = 0; n < MOST_NOTES && at < notes.len; n++) {
		if (!lw_record_get(&lw_rec_nhdr, notes, at, s->r.is64, s->r.big, &h))
			return at;
		const uint64_t desc = lw_round_up(12 + h.n_namesz, align), len = desc + h.n_descsz;
		if (!lw_range_fits(at, h.n_descsz == 0 ? 12 + h.n_namesz : len, notes.len))
			return at;
		if (h.n_type == BUILD_ID && h.n_namesz == 4 && lw_span_cut(notes, at + 12, 4, &owner) &&
		    memcmp(owner.ptr, "GNU", 4) == 0)
			*id_end = at + len;
		at = lw_round_up(at + len, align);
	}
	return notes.len;
}

/* Linkers put notes aligned to 4 into segments aligned to 8. */
static bool whole(const struct lw_sounding *s, const struct lw_phdr *p, struct lw_span notes, uint64_t *id_end) {
	uint64_t end = walk(s, notes, p->p_align == 8 ? 8 : 4, id_end);
	if (end != notes.len && p->p_align == 8)
		end = walk(s, notes, 4, id_end);
	return end == notes.len;
}

static bool note(struct lw_sounding *s, const struct lw_phdr *p, uint64_t off, struct lw_error *err) {
	struct lw_span notes;
	uint64_t id_end = 0;
	if (p->p_filesz > MOST_BYTES)
		return true;
	if (!lw_sound_fits(s, p->p_offset, p->p_filesz))
		return lw_sound_add(s, LW_SOUND_NOTE_PARSE, off, err,
				    "PT_NOTE (%#llx bytes at %#llx) is not in the file", ULL(p->p_filesz),
				    ULL(p->p_offset));
	LW_TRY(lw_sound_view(s, p->p_offset, p->p_filesz, &notes, err));
	if (!whole(s, p, notes, &id_end))
		LW_TRY(lw_sound_add(s, LW_SOUND_NOTE_PARSE, off, err,
				    "PT_NOTE (%#llx bytes at %#llx) does not hold a row of whole notes",
				    ULL(p->p_filesz), ULL(p->p_offset)));
	if (id_end != 0 && p->p_offset + id_end > FIRST_PAGE)
		LW_TRY(lw_sound_add(s, LW_SOUND_BUILD_ID_PAGE, p->p_offset, err,
				    "the build id ends at %#llx, behind the first page, and is not in core dumps",
				    ULL(p->p_offset + id_end)));
	return true;
}

static bool property(struct lw_sounding *s, const struct lw_phdr *p, uint64_t off, struct lw_error *err) {
	const struct lw_shdr *h = lw_sound_section(s, SHT_NOTE, ".note.gnu.property");
	struct lw_span notes;
	uint64_t id_end = 0;
	if (h != NULL && (h->sh_offset != p->p_offset || h->sh_size != p->p_filesz || h->sh_addr != p->p_vaddr))
		LW_TRY(lw_sound_add(s, LW_SOUND_PROPERTY, off, err,
				    "PT_GNU_PROPERTY has %#llx bytes at %#llx, and .note.gnu.property %#llx at %#llx",
				    ULL(p->p_filesz), ULL(p->p_offset), ULL(h->sh_size), ULL(h->sh_offset)));
	if (p->p_filesz > MOST_BYTES || !lw_sound_fits(s, p->p_offset, p->p_filesz))
		return true;
	LW_TRY(lw_sound_view(s, p->p_offset, p->p_filesz, &notes, err));
	if (!whole(s, p, notes, &id_end))
		LW_TRY(lw_sound_add(s, LW_SOUND_PROPERTY, off, err, "PT_GNU_PROPERTY does not hold a whole note"));
	return true;
}

bool lw_sound_notes(struct lw_sounding *s, struct lw_error *err) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < s->r.elf->n_phdrs && n < MOST_SEGMENTS; i++) {
		const struct lw_phdr *p = &s->r.elf->phdrs[i];
		n += p->p_type == PT_NOTE || p->p_type == LW_PT_GNU_PROPERTY;
		if (p->p_type == PT_NOTE)
			LW_TRY(note(s, p, lw_sound_phdr_off(s, i), err));
		if (p->p_type == LW_PT_GNU_PROPERTY)
			LW_TRY(property(s, p, lw_sound_phdr_off(s, i), err));
	}
	return true;
}
