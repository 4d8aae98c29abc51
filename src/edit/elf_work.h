/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An ELF file while it is edited. What may be edited or get out of the way is known as units: ranges of bytes that move
 * as a block, with everything that points into them (program headers, sections, dynamic entries, symbols). The rest of
 * the file keeps its place and its bytes. The program headers and the dynamic section are the truth; section headers
 * follow. Sources: gABI chapters 4 and 5; LSB core, "Symbol Versioning"; glibc elf/rtld.c, elf/dl-load.c; Linux
 * fs/binfmt_elf.c.
 */
#ifndef LW_EDIT_ELF_WORK_H
#define LW_EDIT_ELF_WORK_H

#include "base/map.h"
#include "edit/elf_named.h"
#include "edit/patches.h"
#include "format/elf_reader.h"
#include "format/elf_space.h"

/* (code, name for people, dynamic tag that points at it or 0) */
#define LW_ELF_UNITS(X) \
	X(INTERP, "interpreter", 0) \
	X(NOTE, "note", 0) \
	X(MARK, "machine's mark", 0) /* PT_GNU_PROPERTY, PT_MIPS_ABIFLAGS … where no note has it */ \
	X(DYNAMIC, "dynamic section", 0) \
	X(DYNSTR, "dynamic string table", DT_STRTAB) \
	X(DYNSYM, "dynamic symbol table", DT_SYMTAB) \
	X(HASH, "hash table", DT_HASH) \
	X(GNU_HASH, "GNU hash table", DT_GNU_HASH) \
	X(VERSYM, "version indices", DT_VERSYM) \
	X(VERDEF, "version definitions", DT_VERDEF) \
	X(VERNEED, "version needs", DT_VERNEED) \
	X(SHDRS, "section headers", 0) \
	X(PHDRS, "program headers", 0) /* only where they have to move */

enum lw_elf_unit_kind {
#define X(code, what, tag) LW_UNIT_##code,
	LW_ELF_UNITS(X)
#undef X
		LW_N_UNITS
};

struct lw_elf_unit {
	enum lw_elf_unit_kind kind;
	const char *what;
	/* Where it is: in the file, in memory. */
	uint64_t off, addr, size, align;
	bool fixed;    /* it overlaps another, and can get out of nobody's way */
	bool mapped;   /* by a PT_LOAD */
	bool writable; /* which is written to */
	bool build_id; /* a note that has it */
	/* Where it will be. */
	bool moves;  /* it gets a new place */
	bool leaves; /* it has to, since the program headers need its own */
	bool placed; /* and has it */
	uint64_t to_off, to_addr, to_size;
	struct lw_span bytes; /* the new content; ptr NULL: as it is */
};

/* An entry of the dynamic section. */
struct lw_elf_tag {
	uint64_t tag, val;
	const char *text; /* of an entry that names a string; NULL for others */
	bool fresh;       /* text has to be found or put into the string table */
	uint64_t at;      /* address of the entry as it was; 0: it is new */
};

/* A version that is asked of a file. */
struct lw_elf_asked {
	const char *file, *version;
	uint64_t file_str, version_str; /* in the string table; LW_ELF_NO_STRING: new */
	uint64_t flags;                 /* VER_FLG_WEAK and whatever else is there */
	bool gone;
	uint16_t index;
};
#define LW_ELF_NO_STRING UINT64_MAX

/* What core dumps keep of a file, and where old kernels look for its program headers. */
#define LW_ELF_FIRST_PAGE 4096

struct lw_elf_str {
	const char *text;
	uint64_t off;
};

/* The string table while strings are put in. */
struct lw_elf_table_of_strings {
	uint8_t *bytes;
	struct lw_elf_named named;        /* of what it had */
	uint64_t size;                    /* as it was */
	uint64_t cap;                     /* that bytes has room for, with zeros at its end */
	uint64_t n;                       /* as it will be */
	LW_VEC(struct lw_elf_str *) list; /* the new texts, each once */
	struct lw_map map;                /* the same by their texts */
	struct lw_elf_ranges touched;     /* of what it had */
	struct lw_elf_ranges wiped;       /* of what it had: dropped strings */
};

/* A new name of a dynamic symbol. */
struct lw_elf_rename {
	uint32_t symbol; /* with the null one counted */
	const char *to;
};

struct lw_elf_work {
	struct lw_editing *e;
	const struct lw_image *img;
	const struct lw_elf *elf; /* as it was */
	struct lw_elf_reader r;
	struct lw_elf_space space; /* its sections, empty where there are none that can be read */
	bool is64, big, has_overlay;
	uint64_t end;      /* of all that headers tell of */
	uint64_t new_end;  /* of the new file, where it has grown */
	uint64_t keep_end; /* of what stays of the old one */
	uint64_t page;     /* the largest page that the machine may have */
	/* The file as it will be. */
	uint8_t ident[16];
	struct lw_ehdr ehdr;
	LW_VEC(struct lw_phdr) phdrs;
	LW_VEC(uint64_t) vacated; /* addresses of segments that are no more, and of PT_GNU_RELRO in them */
	LW_VEC(struct lw_elf_tag) tags;
	LW_VEC(struct lw_elf_asked) asked;
	LW_VEC(struct lw_elf_unit) units;
	const char *interp;
	bool new_interp, new_tags, new_asked, new_versym;
	/* Dynamic symbols, read when an edit needs them. */
	const struct lw_symbol *symbols;
	size_t n_symbols;
	bool has_symbols;
	const uint32_t *order; /* of the new table by the old one's indices, with the null one; NULL: as it was */
	uint16_t *versym;      /* by symbol with the null one, with the hidden bit; NULL without */
	const uint16_t *placed_versym; /* in the new order; NULL: as versym */
	LW_VEC(struct lw_elf_rename) renames;
	uint32_t *rename_of;  /* by symbol with the null one: index in renames plus 1; NULL without any */
	struct lw_map called; /* the symbols of a name, once one is renamed (elf_symbols.c) */
	struct {
		uint64_t *at;
		uint32_t n, cap;
	} dropped; /* strings that no entry names any more: places in the string table */
	struct lw_elf_table_of_strings str;
	struct lw_patches patches;
	/* What the rest of the options say. */
	uint64_t kind; /* DT_RPATH or DT_RUNPATH: of a search path that is new */
};

/* elf_work.c: reads the file. Errors: UNSUPPORTED, those of readers, NOMEM. */
bool lw_elf_work_open(struct lw_elf_work *w, struct lw_editing *e, struct lw_error *err) LW_USE;
/* The unit of that kind, or NULL. */
struct lw_elf_unit *lw_elf_unit(struct lw_elf_work *w, enum lw_elf_unit_kind kind);
/* The first program header of that type, as the file will be, or NULL. */
struct lw_phdr *lw_elf_header(struct lw_elf_work *w, uint64_t type);
/* The unit's bytes as they are, and a copy of them that may be changed; both live as long as the plan. */
bool lw_elf_unit_view(const struct lw_elf_work *w, const struct lw_elf_unit *u, struct lw_span *out,
		      struct lw_error *err) LW_USE;
bool lw_elf_unit_read(struct lw_elf_work *w, const struct lw_elf_unit *u, uint8_t **out, struct lw_error *err) LW_USE;
/* Symbols and version indices. Errors: those of lw_elf_symbols. */
bool lw_elf_work_symbols(struct lw_elf_work *w, struct lw_error *err) LW_USE;
/* The largest page of a machine. */
uint64_t lw_elf_largest_page(uint64_t machine);

/* elf_units.c: finds the units. */
bool lw_elf_units_find(struct lw_elf_work *w, struct lw_error *err) LW_USE;
/* The unit that a dynamic entry of that tag points at, or NULL. */
struct lw_elf_unit *lw_elf_unit_of_tag(struct lw_elf_work *w, uint64_t tag);
/* The first unit that all len bytes at off of the old file lie in, or NULL. */
const struct lw_elf_unit *lw_elf_unit_holding(const struct lw_elf_work *w, uint64_t off, uint64_t len);

/* elf_tags.c: the dynamic section as a list. */
bool lw_elf_tags_read(struct lw_elf_work *w, struct lw_error *err) LW_USE;
bool lw_elf_tag_is_text(uint64_t tag);
/* The entry of that tag, the last one as it counts, or NULL. */
struct lw_elf_tag *lw_elf_tag(struct lw_elf_work *w, uint64_t tag);
/* Puts one in before index at. Errors: NOMEM. */
bool lw_elf_tag_insert(struct lw_elf_work *w, uint32_t at, struct lw_elf_tag tag, struct lw_error *err) LW_USE;
bool lw_elf_tag_remove(struct lw_elf_work *w, uint32_t at, struct lw_error *err) LW_USE;
/* Sets text or number of the tag's entry, putting one in behind the needed libraries where there is none. */
bool lw_elf_tag_set_text(struct lw_elf_work *w, uint64_t tag, const char *text, struct lw_error *err) LW_USE;
bool lw_elf_tag_set(struct lw_elf_work *w, uint64_t tag, uint64_t val, struct lw_error *err) LW_USE;
/* The entry has another text from now on. */
bool lw_elf_tag_text(struct lw_elf_work *w, struct lw_elf_tag *t, const char *text, struct lw_error *err) LW_USE;
/* Its bytes, once all else has a place. */
bool lw_elf_tags_build(struct lw_elf_work *w, struct lw_error *err) LW_USE;
/* How many bytes it takes, with the DT_NULL. */
uint64_t lw_elf_tags_size(const struct lw_elf_work *w);

/* elf_do.c: each edit as a change of the work. Each says what it comes to. */
bool lw_elf_do(struct lw_elf_work *w, struct lw_error *err) LW_USE;
typedef bool lw_elf_do_fn(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err);
lw_elf_do_fn lw_elf_do_interpreter, lw_elf_do_soname, lw_elf_do_rpath, lw_elf_do_rpath_kind, lw_elf_do_shrink,
	lw_elf_do_add_needed, lw_elf_do_remove_needed, lw_elf_do_replace_needed, lw_elf_do_order_needed,
	lw_elf_do_version, lw_elf_do_clear_symbol_version, lw_elf_do_rename_symbol, lw_elf_do_flag, lw_elf_do_execstack,
	lw_elf_do_debug_tag, lw_elf_do_os_abi;

/* elf_special.c: refuses what kills a loader, or a program that relocates itself. Errors: UNSUPPORTED, NOMEM. */
bool lw_elf_check_special(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) LW_USE;
/* Is it glibc's own loader, by its soname? */
bool lw_elf_is_glibc_loader(const struct lw_elf_work *w);

/* elf_rpath.c: the search path as a list of directories; an empty one is removed. */
struct lw_elf_dirs {
	const char **at;
	uint32_t n, cap;
};
bool lw_elf_path_dirs(struct lw_elf_work *w, struct lw_elf_dirs *out, struct lw_error *err) LW_USE;
bool lw_elf_path_set_dirs(struct lw_elf_work *w, const struct lw_elf_dirs *d, struct lw_error *err) LW_USE;

/* elf_asked.c: the version needs as a list. */
bool lw_elf_asked_read(struct lw_elf_work *w, struct lw_error *err) LW_USE;
/* Is any version asked of that file? Which one has that index, or NULL. */
bool lw_elf_asked_any(const struct lw_elf_work *w, const char *file);
const struct lw_elf_asked *lw_elf_asked_of(const struct lw_elf_work *w, uint16_t index);
/* The index of symbols that ask for no version: 1, unless the file calls a version so that is not its base. */
uint16_t lw_elf_no_version(const struct lw_elf_work *w);
/* Takes one out: its symbols are bound without a version. Makes one of those that are the same. */
bool lw_elf_asked_drop(struct lw_elf_work *w, uint32_t at, struct lw_error *err) LW_USE;
bool lw_elf_asked_merge(struct lw_elf_work *w, struct lw_error *err) LW_USE;
/* The tags that follow from the list; its bytes and those of the version indices, once strings have places. */
bool lw_elf_asked_count(struct lw_elf_work *w, struct lw_error *err) LW_USE;
bool lw_elf_asked_build(struct lw_elf_work *w, struct lw_error *err) LW_USE;
bool lw_elf_versym_build(struct lw_elf_work *w, struct lw_error *err) LW_USE;

/* elf_symbols.c: dynamic symbols with new names, and the hash tables that find them. */
bool lw_elf_symbols_build(struct lw_elf_work *w, struct lw_error *err) LW_USE;
/* The new name of a symbol (with the null one counted), or NULL. */
const struct lw_elf_rename *lw_elf_renamed(const struct lw_elf_work *w, uint64_t symbol);

/* elf_strings.c: a place in the string table for each new text. */
bool lw_elf_strings_plan(struct lw_elf_work *w, struct lw_error *err) LW_USE;
/* Where a text went that was planned. */
uint64_t lw_elf_strings_offset(const struct lw_elf_work *w, const char *text);

/* elf_place.c: a place for what has grown, and for what has to get out of its way. */
bool lw_elf_place(struct lw_elf_work *w, struct lw_error *err) LW_USE;
/* elf_phdrs.c: room for n more program headers behind the others, where they are. Units that lie there are told to
 * move. *can is false where it cannot be made. */
bool lw_elf_phdrs_room(struct lw_elf_work *w, uint64_t n, bool *can, struct lw_error *err) LW_USE;
/* Zeros where units moved away from behind them. */
bool lw_elf_phdrs_blank(struct lw_elf_work *w, struct lw_error *err) LW_USE;
/* Are they where Linux before 5.18 tells a program that they are, as far as they are mapped at all? */
bool lw_elf_phdrs_found(const struct lw_elf_work *w);
/* Where they cannot grow: a header that says nothing new makes room, or all go into the new segment, as long as no
 * kernel looks for them. *room is how many there may be then. Errors: UNSUPPORTED. */
bool lw_elf_phdrs_move(struct lw_elf_work *w, uint32_t n, uint32_t *room, struct lw_error *err) LW_USE;

/* elf_emit.c: all of it as patches. */
bool lw_elf_emit(struct lw_elf_work *w, struct lw_error *err) LW_USE;
/* Does any unit move or change its size? */
bool lw_elf_any_moves(const struct lw_elf_work *w);
/* elf_shdrs.c: section headers and symbols after what they describe. The unit that a section follows, or NULL. */
const struct lw_elf_unit *lw_elf_unit_of_section(const struct lw_elf_work *w, const struct lw_shdr *s);
bool lw_elf_emit_sections(struct lw_elf_work *w, struct lw_error *err) LW_USE;

/* elf_verify.c: the new file shows the work and nothing else. Errors: INTERNAL, those of readers. */
bool lw_elf_shows(struct lw_elf_work *w, const struct lw_source *after, const struct lw_image *now,
		  struct lw_error *err) LW_USE;

#endif
