/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Several ELF files on their way to become one. A part is one of them: the target or a library. It stays a rigid image:
 * all distances within it are kept, no instruction is changed, and what the target tells of its own addresses stays
 * true. What changes is what the loader would have done: relocations, symbols, versions, thread-local storage,
 * constructors. Steps: set (who takes part), read, place, bind, lay, emit, prove. All memory is the arena's. Sources:
 * gABI chapters 4 and 5; the psABI of each machine; glibc elf/dl-reloc.c, elf/dl-lookup.c, elf/dl-init.c, elf/rtld.c.
 */
#ifndef LW_FUSE_FUSING_H
#define LW_FUSE_FUSING_H

#include "base/map.h"
#include "base/vec.h"
#include "format/elf_reader.h"
#include "format/elf_space.h"
#include "fuse/frames.h"
#include "fuse/machine.h"
#include "fuse/tables.h"
#include "linkwright/bind.h"
#include "linkwright/fuse.h"
#include "os/held.h"
#include "os/pieces.h"
#include "session/session.h"

enum lw_fuse_rule {
#define X(code, id, refuses, what, helps) LW_FUSE_RULE_##code,
#include "fuse/rules.def"
#undef X
	LW_FUSE_N_RULES
};

/* A relocation as a part has it. */
struct lw_fuse_rel {
	uint64_t place;  /* address in its own part */
	uint64_t addend; /* of RELR: what the place holds */
	uint32_t type, symbol;
	bool plt; /* of DT_JMPREL */
};

/* What a reference is bound to. */
struct lw_fuse_def {
	enum lw_fuse_where {
		LW_FUSE_NOWHERE, /* nobody has it: the loader is asked again when the program starts */
		LW_FUSE_WITHIN,  /* a part */
		LW_FUSE_OUTSIDE, /* an object that stays outside */
	} where;
	uint32_t part, symbol; /* WITHIN; symbol: its number in .dynsym. OUTSIDE: the id of the object, and likewise */
};

/* A PT_LOAD of a part. */
struct lw_fuse_segment {
	struct lw_phdr p; /* as it is in its file */
	uint64_t off;     /* where its bytes are in the new file */
	uint8_t *bytes;   /* NULL: they stay as they are; else p.p_filesz of them */
};

struct lw_fuse_part {
	const struct lw_object *o;
	const struct lw_image *img;
	const struct lw_elf *elf;
	struct lw_source disk, src; /* src holds what is read of disk */
	struct lw_held held;
	struct lw_arena own; /* what was read of it */
	bool open;
	bool merged; /* what is only read is mapped with the code, and is protected by the stub */
	bool packed; /* it lies with others in one writable segment until the stub protects it */
	struct lw_elf_reader r;
	struct lw_elf_space space; /* its sections, empty where there are none that can be read */
	bool is_target;
	uint64_t low, high;            /* its memory in whole pages, as its own addresses */
	uint64_t align;                /* the largest one of its segments */
	uint64_t delta;                /* is added to its addresses */
	uint64_t file_begin, file_end; /* of what its segments have in the file */
	uint64_t base_off;             /* where the byte at file_begin is in the new file */
	uint64_t page;                 /* the largest with which its segments do not share one */
	LW_VEC(struct lw_fuse_segment) segments;
	const struct lw_symbol *symbols; /* without the null one */
	size_t n_symbols;
	LW_VEC(struct lw_fuse_rel) rels;
	/* By symbol without the null one: what calls (and thread-local variables), data and copies are bound to. */
	struct lw_fuse_def *call, *data, *copy;
	uint32_t *shown;           /* by symbol: its number in lw_fusing.symbols from 1; 0: nobody else finds it */
	const struct lw_phdr *tls; /* PT_TLS, or NULL */
	uint64_t tls_at;           /* where its block begins in the common one */
	uint8_t sha256[32];        /* of its file */
	struct lw_owner owner;
};

/* A place of the new file: an address, or an offset in the common image of thread-local variables. */
struct lw_fuse_place {
	uint64_t at;
	bool in_tls;
};

/* A relocation of the new file. */
struct lw_fuse_out {
	struct lw_fuse_place place;
	uint64_t addend;
	uint32_t type;
	uint32_t symbol; /* number in lw_fusing.symbols from 1; 0: none */
};
struct lw_fuse_outs {
	struct lw_fuse_out *at;
	uint32_t n, cap;
};

/* What the stubs do when the program starts and when it ends; numbers are those of the stubs (stub_*.S). Addresses are
 * those of the new file. */
enum lw_fuse_do { LW_FUSE_END, LW_FUSE_PROTECT, LW_FUSE_COPY, LW_FUSE_CALL, LW_FUSE_CALL_SLOT, LW_FUSE_ALIAS };
/* With PROT_…: a page that reaches past the end of the range stays as it is. Only for stubs of machines with pages of
 * more than one size; all others get whole pages. */
#define LW_FUSE_INSIDE 0x100
struct lw_fuse_op {
	enum lw_fuse_do what;
	uint64_t a, b, c; /* PROTECT: address, length, PROT_…; COPY: to, length, from; CALL: function; CALL_SLOT: where
			     its address stands; ALIAS: first name, where DT_DEBUG's value is */
};
struct lw_fuse_ops {
	struct lw_fuse_op *at;
	uint32_t n, cap;
};

/* What is new in the file: (code, section that it will be, which of the new segments holds it, alignment) */
#define LW_FUSE_BLOCKS(X) \
	X(NOTE, ".note.linkwright", RO, 4) \
	X(PROPERTY, ".note.gnu.property", RO, 8) /* only where all parts together have one */ \
	X(HEADERS, ".linkwright.headers", RO, 8) /* only where the target has no room for them */ \
	X(SYMBOLS, ".dynsym", RO, 8) \
	X(GNU_HASH, ".gnu.hash", RO, 8) \
	X(HASH, ".hash", RO, 8) \
	X(VERSIONS, ".gnu.version", RO, 2) \
	X(DEFINED, ".gnu.version_d", RO, 8) \
	X(NEEDED, ".gnu.version_r", RO, 8) \
	X(STRINGS, ".dynstr", RO, 1) \
	X(RELOCS, ".rela.dyn", RO, 8) \
	X(CALLS, ".rela.plt", RO, 8) \
	X(RELR, ".relr.dyn", RO, 8) \
	X(FRAMES, ".eh_frame_hdr", RO, 4) \
	X(FIRST, ".linkwright.first", RO, 8) /* only where parts are packed */ \
	X(START, ".linkwright.start", RO, 8) \
	X(END, ".linkwright.end", RO, 8) \
	X(STUB, ".linkwright.text", RX, 64) \
	X(TLS, ".tdata", RW, 64) \
	X(INIT, ".init_array", RW, 8) \
	X(FINI, ".fini_array", RW, 8) \
	X(SLOT, ".linkwright.slot", RW, 8) /* for the answer that nobody uses, where parts are packed */ \
	X(DYNAMIC, ".dynamic", RW, 8) \
	X(ALIASES, ".linkwright.names", RW, \
	  8) /* the last, on a page that stays writable: the loader adds to the list */

enum lw_fuse_block_kind {
#define X(code, section, segment, align) LW_FUSE_B_##code,
	LW_FUSE_BLOCKS(X)
#undef X
		LW_FUSE_N_BLOCKS
};
enum lw_fuse_segment_kind { LW_FUSE_RO, LW_FUSE_RX, LW_FUSE_RW, LW_FUSE_N_SEGMENTS };

/* Bytes of a part as its file has them. */
struct lw_fuse_extent {
	uint64_t off, len; /* in the new file */
	const struct lw_fuse_part *of;
	uint64_t from; /* in the part's file */
};

/* What is not loaded: sections for tools, and what undoing needs. */
struct lw_fuse_tail {
	uint64_t off;
	struct lw_span bytes;
};

/* Bytes of the target's first segment that make room for the program headers, and lie behind them now. */
struct lw_fuse_move {
	uint64_t from, to, len; /* in the file */
	const uint8_t *bytes;
};

struct lw_fuse_block {
	uint64_t off, addr, size;
	const uint8_t *bytes; /* NULL: it is not there */
	uint8_t *own;         /* the same, or NULL where they were made elsewhere */
};

struct lw_fusing {
	/* Asked. */
	const char *path;
	struct lw_fuse_opts opts;
	struct lw_session *s;
	bool owns_session; /* it ends with the plan */
	const struct lw_graph *g;
	struct lw_arena *a;
	/* Read. */
	const struct lw_fuse_machine *machine;
	struct lw_stat was;                /* of the target */
	LW_VEC(struct lw_fuse_part) parts; /* the target first, then in the order of the loader's scope */
	uint32_t *part_of;                 /* by object: number in parts from 1; 0: it stays outside */
	struct lw_map part_names;          /* sonames of the parts, and the names that they are asked for by */
	bool is64, big;
	bool is_program;           /* it has an interpreter: its addresses are the loader's main map */
	struct lw_span properties; /* the note of all parts' GNU properties together; empty: there is none */
	bool has_unique;           /* a symbol of which a process has one is bound within */
	bool is_fixed;             /* at the addresses that it tells: no base is added */
	uint64_t page;
	const struct lw_bindings *bindings; /* of all objects; the session's */
	const char **needs;                 /* by object id: the name by which the new file asks for it, or NULL */
	/* Object ids: whose constructors, and whose destructors, run one after the other (order.c). */
	const uint32_t *begin_order, *end_order;
	uint32_t n_begin, n_end;
	/* Thread-local storage. */
	uint64_t tls_size, tls_align, tls_filled; /* filled: up to where bytes of the file are */
	uint64_t tls_skew; /* the begin is so far behind an address that is aligned to tls_align */
	uint8_t *tls_image;
	/* Laid out. */
	struct lw_fuse_outs relative, symbolic, plt, irelative;
	LW_VEC(uint64_t) relr; /* places of relative ones whose addend stands there */
	struct lw_span relr_bytes;
	struct lw_fuse_version_need relr_need; /* what tells the loader of them; file NULL: there may be none */
	uint32_t init_rel, fini_rel;           /* those of the tables of functions, in relative from 1 */
	uint32_t first_rel;                    /* the one that calls the stub before all others, in irelative from 1 */
	LW_VEC(struct lw_fuse_symbol) symbols;
	LW_VEC(struct lw_fuse_def) origins; /* of symbols, in their order; OUTSIDE: a symbol of that part asks for it */
	struct lw_map imports;              /* by name and version: the number of the symbol */
	struct lw_map shown;                /* by name: what is found by it (names.h) */
	const char *second;                 /* the version with index 2, the oldest one (names.c); NULL: none has it */
	const struct lw_symbol *lost_version; /* of a part, and found by nobody any more who asks for just that */
	struct lw_fuse_ops maps, copies, start, end; /* maps: protections that maps.c asks for */
	struct lw_fuse_tables tables;
	struct lw_fuse_frames frames;
	uint64_t next_addr, next_off; /* behind the last part, in memory and in the file */
	struct lw_fuse_block blocks[LW_FUSE_N_BLOCKS];
	struct {
		uint64_t off, addr, size;
	} segments[LW_FUSE_N_SEGMENTS];
	LW_VEC(struct lw_dyn) dyns;
	const char *rpath, *runpath; /* or NULL */
	LW_VEC(const char *) names;  /* of the libraries that are in it, as aliases */
	uint32_t alias_rel;          /* the first of theirs in relative, from 1 */
	LW_VEC(const char *) texts;  /* strings of the dynamic section */
	LW_VEC(struct lw_phdr) phdrs;
	LW_VEC(struct lw_phdr) loads;          /* of the parts, in the new file (maps.c) */
	struct lw_fuse_ops first;              /* what has to be done before any function of a part runs */
	LW_VEC(struct lw_fuse_extent) extents; /* by off, without overlap */
	uint64_t headers_off;                  /* where the program headers are */
	LW_VEC(struct lw_fuse_move) moves;     /* by from */
	uint64_t size;                         /* of what is loaded, in the new file; from there on there are tails */
	LW_VEC(struct lw_fuse_tail) tails;     /* by off */
	uint64_t undo_off, undo_len;           /* of what undoing needs, which is the first of the tails */
	/* The build-id of the new file: in the place of the target's, or, where that has none, in a note of its own in
	 * what the target does not need any more; id_len 0: there is no room for one. */
	uint64_t id_off, id_len;
	bool id_new;
	LW_VEC(struct lw_fuse_tail) patches; /* over bytes of the target; in no order */
	uint64_t shoff;                      /* of the section headers; 0: there are none */
	uint32_t shnum, shstrndx;
	bool has_gnu_symbols; /* unique or indirect ones, which only ELFOSABI_GNU has (binutils bfd/elf.c) */
	struct lw_pieces pieces;
	LW_VEC(const char *) outside, warnings, notes;
};

/* fuse.c: lw_fuse_new in a session of the caller's, which has to live as long as *out; NULL: in one of its own. */
bool lw_fuse_new_on(struct lw_session *s, const struct lw_world *world, const char *path,
		    const struct lw_fuse_opts *opts, const struct lw_fuse_plan **out, struct lw_error *err) LW_USE;

/* read.c: opens and reads all parts. Errors: those of readers, of the first part that has one. */
bool lw_fuse_read(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* Are all of them files of the system's? What is read out of something else may have one reader at a time. */
bool lw_fuse_on_disk(const struct lw_fusing *f);
/* rels.c: the relocations of a part. Errors: MALFORMED, UNSUPPORTED (implicit addends), NOMEM. */
bool lw_fuse_read_rels(const struct lw_fusing *f, struct lw_fuse_part *p, struct lw_error *err) LW_USE;

/* dead.c: leaves out the first segment of a library where nothing in it is needed. */
void lw_fuse_drop_dead(struct lw_fuse_part *p);
/* The tables of the target that nobody looks at any more, of which the dynamic section tells the size; in no order. */
struct lw_fuse_range {
	uint64_t from, to; /* in its file */
};
struct lw_fuse_dead {
	struct lw_fuse_range at[6];
	unsigned n;
};
void lw_fuse_find_dead(const struct lw_fuse_part *t, struct lw_fuse_dead *out);

/* set.c: which objects of the graph become parts. Errors: USAGE, NOT_FOUND, UNSUPPORTED. */
bool lw_fuse_set(struct lw_fusing *f, struct lw_error *err) LW_USE;

/* place.c: where each part goes. */
bool lw_fuse_place(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* How many bytes of the new file are those of the part, from base_off on. */
uint64_t lw_fuse_image_len(const struct lw_fuse_part *p);
/* What the first of them is: its offset in the part's file, or, where that is packed, its address. */
uint64_t lw_fuse_image_begin(const struct lw_fuse_part *p);
/* Its lowest address, rounded down to what it is aligned to. */
static inline uint64_t lw_fuse_low(const struct lw_fuse_part *p) {
	return p->low & ~(p->align - 1);
}
/* tls.c: one block of thread-local variables, and its first content. */
bool lw_fuse_tls(struct lw_fusing *f, struct lw_error *err) LW_USE;

/* bind.c: what each reference of each part is bound to. */
bool lw_fuse_bind(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* Is it bound to a symbol that a process has once (STB_GNU_UNIQUE)? Errors: NOMEM. */
bool lw_fuse_is_unique(struct lw_fusing *f, const struct lw_binding *b, bool *yes, struct lw_error *err) LW_USE;
/* resolve.c: each relocation as one of the new file, as bytes, or as an operation. */
bool lw_fuse_resolve(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* relr.c: whether relocations may be packed; *taken: this one is (else nothing has been done); all of them as bytes. */
void lw_fuse_relr_choose(struct lw_fusing *f);
bool lw_fuse_relr(struct lw_fusing *f, struct lw_fuse_part *p, uint64_t place, uint64_t value, bool *taken,
		  struct lw_error *err) LW_USE;
bool lw_fuse_relr_build(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* exports.c: what others may find in the new file; the import of one symbol of a part. at_once: the part cannot be
 * loaded without it. */
bool lw_fuse_exports(struct lw_fusing *f, struct lw_error *err) LW_USE;
bool lw_fuse_import(struct lw_fusing *f, const struct lw_fuse_part *p, uint32_t symbol, bool at_once, uint32_t *out,
		    struct lw_error *err) LW_USE;
/* The version that the import of the symbol asks for, and of which file; NULL: none. Errors: NOMEM. */
bool lw_fuse_import_version(const struct lw_fusing *f, const struct lw_fuse_part *p, uint32_t symbol,
			    const char **version, const char **file, struct lw_error *err) LW_USE;
/* The number of the exported symbol of that part; 0: it is not exported. */
uint32_t lw_fuse_exported(const struct lw_fuse_part *p, uint32_t symbol);

/* Are its own symbols found in itself first (DT_SYMBOLIC)? */
bool lw_fuse_is_symbolic(const struct lw_elf *e);
/* Which version gets index 2, so that what stays outside and asks for none still finds what it was bound to. Then, when
 * all symbols are known, whether all of it does. Errors: UNSUPPORTED by rule. */
bool lw_fuse_choose_second(struct lw_fusing *f, struct lw_error *err) LW_USE;
bool lw_fuse_check_found(struct lw_fusing *f, struct lw_error *err) LW_USE;

/* aliases.c: the loader takes the new file for the libraries that are in it. */
bool lw_fuse_alias_texts(struct lw_fusing *f, struct lw_error *err) LW_USE;
uint64_t lw_fuse_aliases_size(const struct lw_fusing *f);
bool lw_fuse_aliases(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* owners.c: the package and license of each part, and what that asks for: f->notes. Errors: NOMEM, LIMIT. */
bool lw_fuse_owners(struct lw_fusing *f, struct lw_error *err) LW_USE;
#define LW_FUSE_PROPERTY_HEAD 16 /* bytes of a note's header and the name "GNU" */
/* properties.c: the GNU properties of all parts as those of one file: f->properties. What the target loses is told. */
bool lw_fuse_properties(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* paths.c: the search path of the new file. payload.c: nothing lies behind the target. questions.c: what code asks the
 * loader about the files that it lies in. levels.c: what was chosen for this machine's CPU. next.c: RTLD_NEXT. opens.c:
 * dlopen. Errors: UNSUPPORTED by rule. */
bool lw_fuse_paths(struct lw_fusing *f, struct lw_error *err) LW_USE;
bool lw_fuse_payload(struct lw_fusing *f, struct lw_error *err) LW_USE;
bool lw_fuse_questions(struct lw_fusing *f, struct lw_error *err) LW_USE;
bool lw_fuse_levels(struct lw_fusing *f, struct lw_error *err) LW_USE;
bool lw_fuse_next(struct lw_fusing *f, struct lw_error *err) LW_USE;
bool lw_fuse_opens(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* Is the object one of glibc's own libraries? */
bool lw_fuse_is_libc(const struct lw_object *o);
/* Does it stay outside whatever is asked: one of those, or for a library the unwinder? */
bool lw_fuse_stays(const struct lw_fusing *f, const struct lw_object *o);
/* Does the part ask for a symbol of that name? */
bool lw_fuse_asks(const struct lw_fuse_part *p, const char *name);
/* needs.c: what of the objects outside it asks for (needs), so that they are searched in their order. Errors:
 * UNSUPPORTED by rule. */
bool lw_fuse_needs(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* Is a library that is the target never unloaded, since a part is not (DF_1_NODELETE; glibc elf/dl-lookup.c,
 * do_lookup_unique)? */
bool lw_fuse_is_kept(const struct lw_fusing *f);
/* order.c: the order of constructors and that of destructors, and what cannot be as it was. */
bool lw_fuse_order(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* life.c: constructors, destructors, protections; two runs, since addresses come with the layout. */
bool lw_fuse_life(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* dynamic.c: the dynamic section, and the strings in it. The second when all has its place. */
bool lw_fuse_dynamic_texts(struct lw_fusing *f, struct lw_error *err) LW_USE;
bool lw_fuse_dynamic(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* lay.c: the new segments, their bytes, and the program headers. */
bool lw_fuse_lay(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* The bytes of its relocations, in their order. Who finds one by its number in f's lists has to do so before. room: for
 * as many as there are relative ones. */
void lw_fuse_put_relocs(struct lw_fusing *f, struct lw_fuse_out *room);
/* unwind.c: where a part has what unwinders read. */
bool lw_fuse_frames_of(struct lw_fusing *f, struct lw_fuse_part *p, struct lw_fuse_frames_part *out,
		       struct lw_error *err) LW_USE;
/* maps.c: the PT_LOAD of the parts, few enough for every kernel: which of them are mapped together, before they have a
 * place; and then their headers. */
void lw_fuse_choose_maps(struct lw_fusing *f);
bool lw_fuse_maps(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* sections.c: section headers and symbols for tools: tails, shoff, shnum, shstrndx. */
bool lw_fuse_sections(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* note.c: what was fused, as a whole note; its size is the same at any time. */
bool lw_fuse_note(struct lw_fusing *f, struct lw_span *out, struct lw_error *err) LW_USE;
/* undo.c: what undoing needs, as the first of the tails; all of the new file has its place by then. */
bool lw_fuse_undo_data(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* digests.c: does the rest of the work, which needs no checksums, and sums up the files meanwhile: sha256 of each
 * part. What the rest says counts before what reading says. */
typedef bool lw_fuse_step(struct lw_fusing *f, struct lw_error *err);
bool lw_fuse_digests(struct lw_fusing *f, lw_fuse_step *rest, struct lw_error *err) LW_USE;
/* identity.c: where the build-id is, or that it needs a place. The new build-id, once
 * all blocks have their bytes; the notes, once undo_off is known too. */
#define LW_FUSE_ID_NOTE 36 /* bytes of a new one */
bool lw_fuse_find_id(struct lw_fusing *f, struct lw_error *err) LW_USE;
bool lw_fuse_identify(struct lw_fusing *f, struct lw_error *err) LW_USE;
bool lw_fuse_put_notes(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* headers.c: how many there will be; all of them. */
bool lw_fuse_headers_count(struct lw_fusing *f, uint32_t *n, struct lw_error *err) LW_USE;
/* Room for so many in what the target does not need any more, somewhere in its first segment; false: there is none. */
bool lw_fuse_headers_room(const struct lw_fusing *f, uint32_t n, uint64_t *off);
/* Room for a new build-id there, in the first page. */
bool lw_fuse_id_room(const struct lw_fusing *f, uint64_t *off);
/* Is it a note or PT_GNU_RELRO of the target that the new file has, too? Its GNU properties are not those of all parts.
 */
bool lw_fuse_keeps(const struct lw_fusing *f, const struct lw_phdr *h);
/* front.c: room for them right behind the file header, the only place where GNU strip and objcopy put them. *fits tells
 * whether there is. Errors: NOMEM, IO. */
bool lw_fuse_front(struct lw_fusing *f, uint32_t n, bool *fits, struct lw_error *err) LW_USE;
/* How many of them there is room for there, at least. */
uint32_t lw_fuse_front_most(struct lw_fusing *f);
/* Where what was at off in the target's file is now, as a distance. */
uint64_t lw_fuse_moved(const struct lw_fusing *f, uint64_t off);
bool lw_fuse_headers(struct lw_fusing *f, struct lw_error *err) LW_USE;
/* tell.c: what the caller is told; of f's arena and session. Errors: NOMEM. */
bool lw_fuse_tell(const struct lw_fusing *f, struct lw_fuse_plan *p, struct lw_error *err) LW_USE;
/* emit.c: all of it as pieces. */
bool lw_fuse_emit(struct lw_fusing *f, struct lw_error *err) LW_USE;

/* The symbol of a part by its number; not 0. */
static inline const struct lw_symbol *lw_fuse_symbol(const struct lw_fuse_part *p, uint32_t number) {
	return &p->symbols[number - 1];
}
/* Puts a word at an address of a part, which its file has bytes for, or which lies in its thread-local variables.
 * Errors: UNSUPPORTED, NOMEM. */
bool lw_fuse_put(struct lw_fusing *f, struct lw_fuse_part *p, uint64_t place, unsigned size, uint64_t value,
		 struct lw_error *err) LW_USE;
/* Does the file have bytes for it, outside of thread-local variables? */
bool lw_fuse_has_bytes(struct lw_fuse_part *p, uint64_t place, unsigned size);
/* Where an address of a part is in the new file. */
struct lw_fuse_place lw_fuse_placed(const struct lw_fuse_part *p, uint64_t place);
bool lw_fuse_op(struct lw_fusing *f, struct lw_fuse_ops *list, struct lw_fuse_op op, struct lw_error *err) LW_USE;
/* The same as a warning. */
bool lw_fuse_warn(struct lw_fusing *f, enum lw_fuse_rule rule, struct lw_error *err, const char *fmt, ...) LW_USE
	LW_PRINTF(4, 5);
/* A refusal: UNSUPPORTED, about the part's file (NULL: the target), with the rule's name and what helps. Gives false.
 */
bool lw_fuse_refuse(const struct lw_fuse_part *p, enum lw_fuse_rule rule, struct lw_error *err, const char *fmt, ...)
	LW_PRINTF(4, 5);

#endif
