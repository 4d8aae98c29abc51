/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a session: one arena, one file system, and a memory of every path that was looked at. */
#ifndef LW_SESSION_SESSION_H
#define LW_SESSION_SESSION_H

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "linkwright/macho.h"
#include "linkwright/pe.h"
#include "linkwright/session.h"
#include "os/fs_near.h"
#include "os/fs_root.h"

struct lw_session {
	struct lw_arena arena;  /* of files and what was learned of them */
	struct lw_arena graphs; /* of graphs and what was asked of them, until lw_session_forget */
	const struct lw_fs *fs;
	struct lw_root_fs root_fs; /* its dir is -1 where fs is another */
	struct lw_near_fs near_fs; /* zeroed where fs is another */
	const char *root;          /* as the caller told it; "/" without one */
	struct lw_map opened;      /* path -> what opening it gave */
	struct lw_map stats;       /* path -> what stat gave */
	struct lw_map by_inode;    /* identity -> file */
	uint8_t *scratch;          /* for reading files in parts */
	size_t n_scratch;
	struct lw_map
		shared; /* what a loader derived from a file and wants to keep for the next graph; keys are its own */
};

/* A session on another file system than the disk; fs is borrowed until the session is freed. Errors: NOMEM. */
bool lw_session_new_on(const struct lw_fs *fs, struct lw_session **out, struct lw_error *err) LW_USE;

/* 0 and is_dir set, or an errno; remembered. Errors: NOMEM. */
bool lw_session_stat(struct lw_session *s, const char *path, bool *is_dir, int *sys, struct lw_error *err) LW_USE;

/* The whole of a plain file of at most limit bytes, in the arena a. *sys is 0 and *out set, or the errno (EISDIR, EFBIG
 * too). Errors: NOMEM. */
bool lw_session_slurp(struct lw_session *s, const char *path, uint64_t limit, struct lw_arena *a, struct lw_span *out,
		      int *sys, struct lw_error *err) LW_USE;

/* The same, of the bytes from off to off + len: they have to lie within the file (else EINVAL). */
bool lw_session_slurp_part(struct lw_session *s, const char *path, uint64_t off, uint64_t len, struct lw_arena *a,
			   struct lw_span *out, int *sys, struct lw_error *err) LW_USE;

/* lw_session_symbols into another arena. */
bool lw_session_symbols_in(struct lw_session *s, const struct lw_file *file, struct lw_arena *a,
			   const struct lw_symbol **out, size_t *n, struct lw_error *err) LW_USE;

/* The libraries in a shared cache of dyld, in s->arena. Errors: those of lw_dyldcache_parse, and IO where it cannot be
 * opened. */
struct lw_dyldcache;
bool lw_session_dyldcache(struct lw_session *s, const char *path, const struct lw_dyldcache **out,
			  struct lw_error *err) LW_USE;

/* What a loader learned of a file, for the next graph: kind is the loader's own word, name what it is about. The value
 * lies in s->arena; NULL: nothing is known yet. Errors: NOMEM. */
bool lw_session_recall(struct lw_session *s, const char *kind, const char *name, void *out,
		       struct lw_error *err) LW_USE;
bool lw_session_remember(struct lw_session *s, const char *kind, const char *name, void *value,
			 struct lw_error *err) LW_USE;

/* The names of a directory, also by their capitals (base/fold.h). sys: why there are none. */
struct lw_dir_names {
	int sys;
	LW_VEC(const char *) list;
	struct lw_map by_fold;
};

/* Remembered. Errors: NOMEM, LIMIT. */
bool lw_session_names(struct lw_session *s, const char *dir, const struct lw_dir_names **out,
		      struct lw_error *err) LW_USE;
/* The path as the tree spells it, where the case of an absolute path does not count; NULL: there is no such file. A
 * name that is there as it is written comes before others. Nothing is folded but slashes. Remembered. Errors: NOMEM,
 * LIMIT.
 */
bool lw_session_spell(struct lw_session *s, const char *path, const char **out, struct lw_error *err) LW_USE;

/* What a PE file imports and exports. What cannot be read is not there. */
struct lw_pe_symbols {
	const struct lw_pe_import *imports; /* in the order of pe->dlls */
	size_t n_imports;
	bool has_exports; /* and they could be read */
	struct lw_pe_exports exports;
	struct lw_map by_name, by_ordinal; /* of const struct lw_pe_export; an ordinal's key are its four bytes */
};

/* Remembered. Errors: NOMEM. */
bool lw_session_pe_symbols(struct lw_session *s, const struct lw_file *file, const struct lw_image *img,
			   const struct lw_pe_symbols **out, struct lw_error *err) LW_USE;

/* One dynamic symbol of an ELF file, and whether relocations refer to it. */
struct lw_elf_entry {
	const char *name, *version, *version_file; /* as in lw_symbol */
	uint64_t size;
	uint32_t hash, next; /* next: of the same chain, from 1; 0: none */
	uint32_t turn;       /* as in lw_elf_reference */
	uint16_t shndx, index;
	uint8_t type, bind, visibility;
	uint8_t refs; /* bits of enum lw_ref */
	bool hidden, has_value;
};

/* All of them, to be looked up by name. What cannot be read is not there. */
struct lw_elf_table {
	const struct lw_elf_entry *at; /* in the order of the file, without the null one */
	uint32_t n;
	const uint32_t *chains;       /* where each begins, from 1; 0: it is empty */
	uint32_t n_chains;            /* a power of two, or 0 */
	const uint64_t *bloom;        /* one bit for each hash, in n_chains words */
	bool has_versions;            /* DT_VERSYM */
	const struct lw_error *error; /* NULL; or why they cannot be read */
};

/* Remembered: read once for a session. Errors: NOMEM. */
bool lw_session_elf_symbols(struct lw_session *s, const struct lw_file *file, const struct lw_elf_table **out,
			    struct lw_error *err) LW_USE;
/* The same, for a caller that has read the file's symbols (lw_elf_symbols) and holds it open: they are not read again.
 * lasting: their names live as long as the session. What is remembered already stays. Errors: NOMEM. */
bool lw_session_give_elf_symbols(struct lw_session *s, const struct lw_file *file, const struct lw_source *src,
				 const struct lw_symbol *symbols, size_t n, bool lasting, struct lw_error *err) LW_USE;
/* The hash of a name in all tables of this session. */
uint32_t lw_session_symbol_hash(const struct lw_session *s, const char *name);
/* The first entry with that name behind another one (NULL: of all); NULL: there is none (any more). */
const struct lw_elf_entry *lw_elf_table_find(const struct lw_elf_table *t, const char *name, uint32_t hash,
					     const struct lw_elf_entry *after);

/* What a Mach-O image takes and gives. What cannot be read is not there. */
struct lw_macho_table {
	const struct lw_macho_symbol *at;
	size_t n;
	struct lw_map exports;        /* name -> the exported one */
	const struct lw_error *error; /* NULL; or why they cannot be read */
};

/* Remembered. Errors: NOMEM. */
bool lw_session_macho_symbols(struct lw_session *s, const struct lw_file *file, const struct lw_image *img,
			      const struct lw_macho_table **out, struct lw_error *err) LW_USE;

/* The image of a file for a loader that does not look at e_ident; NULL: it is none. Remembered. Errors: NOMEM. */
bool lw_session_image_as(struct lw_session *s, const struct lw_file *file, uint8_t bits, bool big_endian,
			 const struct lw_image **out, struct lw_error *err) LW_USE;

/* n bytes to read parts of files into, until the next call. NULL with NOMEM. */
uint8_t *lw_session_scratch(struct lw_session *s, size_t n, struct lw_error *err) LW_USE;

/* Which of n texts the bytes of a file hold; what cannot be read holds none. Errors: NOMEM, IO. */
bool lw_session_find(struct lw_session *s, const struct lw_file *file, const char *const *texts, uint32_t n,
		     bool *found, struct lw_error *err) LW_USE;

/* The path with every link followed, or NULL with *sys; it lives as long as a graph. Errors: NOMEM only (then false).
 */
bool lw_session_realpath(struct lw_session *s, const char *path, const char **out, int *sys,
			 struct lw_error *err) LW_USE;

#endif
