/* SPDX-License-Identifier: Apache-2.0 */
/* What the groups of rules on the structure of an ELF file share (elf_sound.h). */
#ifndef LW_EDIT_ELF_SOUNDING_H
#define LW_EDIT_ELF_SOUNDING_H

#include "edit/elf_sound.h"
#include "format/elf_reader.h"
#include "names/elf_numbers.h"

/* Tables larger than this are not read. */
#define LW_SOUND_MOST ((uint64_t)256 << 20)

enum lw_sound {
#define X(code, id, advice, sentence, source) LW_SOUND_##code,
#include "edit/elf_sound.def"
#undef X
	LW_N_SOUNDS
};

/* What the header of an older C library lacks. */
#define LW_PT_GNU_PROPERTY 0x6474e553

/* More segments than that no linker makes. */
#define LW_SOUND_MOST_LOADS 1200

struct lw_sounding {
	struct lw_elf_reader r; /* r.elf, r.img, r.is64, r.big, r.src; r.a is scratch */
	struct lw_arena *a;     /* of the defects */
	struct lw_elf_defects *out;
	uint32_t counts[LW_N_SOUNDS];
	bool loadable; /* a program or library with the bytes that it maps: no separate debug file */
	bool is_program;
	struct lw_phdr *loads; /* PT_LOAD */
	uint32_t n_loads;
	/* Section headers; n is 0 where there are none that can be read. */
	const struct lw_shdr *sections;
	uint32_t n_sections;
	struct lw_span section_names;
	/* What the dynamic section tells of; a length of 0: nothing, or nothing that can be read. */
	struct lw_span strings; /* DT_STRTAB, up to DT_STRSZ */
	uint64_t strings_end;   /* behind its last NUL */
	struct lw_span symbols; /* DT_SYMTAB */
	uint64_t n_symbols;     /* with the null one */
	uint64_t n_name_bytes;  /* that were hashed */
};

typedef bool lw_sound_rule(struct lw_sounding *s, struct lw_error *err);

/* Tells a defect; nothing happens where there are enough of its kind. Errors: NOMEM. */
bool lw_sound_add(struct lw_sounding *s, enum lw_sound what, uint64_t off, struct lw_error *err, const char *fmt,
		  ...) LW_USE LW_PRINTF(5, 6);

/* Bytes that are known to lie within the file, in scratch memory. Errors: TRUNCATED, IO, NOMEM. */
bool lw_sound_view(struct lw_sounding *s, uint64_t off, uint64_t len, struct lw_span *out, struct lw_error *err) LW_USE;
/* Does the range lie in the file and is it small enough to be read? */
bool lw_sound_fits(const struct lw_sounding *s, uint64_t off, uint64_t len);

/* Where the program header lies in the file; where the section header does. */
uint64_t lw_sound_phdr_off(const struct lw_sounding *s, uint32_t i);
uint64_t lw_sound_shdr_off(const struct lw_sounding *s, uint32_t i);
/* The name of a segment's type for messages; never NULL. */
const char *lw_sound_phdr_name(const struct lw_sounding *s, uint32_t i);

/* The PT_LOAD whose memory, or whose part of the file, holds [addr, addr + len); NULL: none. */
const struct lw_phdr *lw_sound_load(const struct lw_sounding *s, uint64_t addr, uint64_t len);
const struct lw_phdr *lw_sound_file_load(const struct lw_sounding *s, uint64_t addr, uint64_t len);
/* The one whose part of the file holds the bytes at off; NULL: none. */
const struct lw_phdr *lw_sound_load_of_bytes(const struct lw_sounding *s, uint64_t off, uint64_t len);
/* The first program header of that type; NULL: none. */
const struct lw_phdr *lw_sound_phdr(const struct lw_sounding *s, uint64_t type);

/* A section's name, "" where it cannot be read or is very long. */
const char *lw_sound_section_name(const struct lw_sounding *s, uint32_t i);
/* The first section of that type; with a name, of that name too. NULL: none. */
const struct lw_shdr *lw_sound_section(const struct lw_sounding *s, uint64_t type, const char *name);

/* A string of DT_STRTAB; NULL where it does not begin or end there. */
const char *lw_sound_string(const struct lw_sounding *s, uint64_t off);
/* Whether a lookup by name can find it (gABI chapter 4, "Symbol Table"). */
bool lw_sound_is_found(const struct lw_sym *y);
/* Symbol i of DT_SYMTAB; i is less than n_symbols. */
void lw_sound_symbol(const struct lw_sounding *s, uint64_t i, struct lw_sym *out);
/* The value of the last entry with that tag; false: there is none. */
bool lw_sound_tag(const struct lw_sounding *s, uint64_t tag, uint64_t *value);
/* How many bytes of the file a tag leads to by the dynamic section: by the tag with their size, or at least
 * (elf_sound_tags.c); 0: none, or nobody tells. */
uint64_t lw_sound_tag_bytes(const struct lw_sounding *s, uint64_t tag);
/* Hashes of names, for DT_HASH and versions (gABI chapter 5) and for DT_GNU_HASH. Names may overlap, so all that is
 * hashed has a limit; behind it they have no meaning, and the file is given up. */
uint32_t lw_sound_elf_hash(struct lw_sounding *s, const char *name);
uint32_t lw_sound_gnu_hash_of(struct lw_sounding *s, const char *name);
bool lw_sound_over(const struct lw_sounding *s);

/* What is read before the rules: section headers; strings and symbols. Errors: IO, TRUNCATED, NOMEM. */
bool lw_sound_read_sections(struct lw_sounding *s, struct lw_error *err) LW_USE;
bool lw_sound_read_dynamic(struct lw_sounding *s, struct lw_error *err) LW_USE;

/* The groups of rules, each in a file of its own. */
lw_sound_rule lw_sound_loads, lw_sound_phdrs, lw_sound_segments, lw_sound_notes, lw_sound_tags, lw_sound_versions,
	lw_sound_symbols, lw_sound_hash, lw_sound_gnu_hash, lw_sound_relocs, lw_sound_sections, lw_sound_section_loads,
	lw_sound_overlaps, lw_sound_section_overlaps, lw_sound_links, lw_sound_section_tags, lw_sound_section_segments,
	lw_sound_symtab;

#endif
