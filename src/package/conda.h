/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conda packages as data. Sources: conda-build's documentation of package metadata (info/index.json, info/paths.json,
 * info/files, info/has_prefix), conda's gateways/disk/read.py (how has_prefix is read) and core/portability.py (how a
 * placeholder is replaced: in a binary the text up to the NUL, in a text file anywhere), conda-build's
 * environ and config (the long placeholder: a run of "_placehold").
 */
#ifndef LW_PACKAGE_CONDA_H
#define LW_PACKAGE_CONDA_H

#include "os/fs.h"

enum lw_conda_mode { LW_CONDA_NO_PREFIX, LW_CONDA_TEXT, LW_CONDA_BINARY };
enum lw_conda_type { LW_CONDA_HARDLINK, LW_CONDA_SOFTLINK, LW_CONDA_DIRECTORY, LW_CONDA_OTHER_TYPE };

struct lw_conda_path {
	const char *path;   /* below the prefix */
	const char *prefix; /* the placeholder that is replaced; NULL: none */
	enum lw_conda_mode mode;
	enum lw_conda_type type;
	const char *sha256; /* in hex; NULL: not told */
	uint64_t size;
	bool has_size;
};

struct lw_conda {
	const char *name, *version, *build, *subdir; /* of index.json; NULL: not told */
	bool has_index, has_paths_json;
	const struct lw_conda_path *paths; /* by path */
	uint32_t n_paths;
};

/* The tree of a package (info/ and what is installed) at top. Errors: MALFORMED (info/index.json or info/paths.json is
 * no JSON of the right form), LIMIT, IO, NOMEM. A tree without info/ gives an empty answer. */
bool lw_conda_read(const struct lw_fs *fs, const char *top, struct lw_arena *a, struct lw_conda *out,
		   struct lw_error *err) LW_USE;

/* (code, name in JSON, words) */
#define LW_CONDA_FAULTS(X) \
	X(NO_INDEX, "no-index", "there is no info/index.json") \
	X(BAD_INFO, "bad-info", "the metadata in info/ cannot be read") \
	X(NO_PATHS, "no-paths", "there is neither info/paths.json nor info/files") \
	X(MISSING, "missing", "the file is recorded, and is not there") \
	X(UNRECORDED, "unrecorded", "the file is not recorded") \
	X(SIZE, "size", "the file's size is another than info/paths.json says") \
	X(HASH, "hash", "the file's SHA-256 is another than info/paths.json says") \
	X(NO_PLACEHOLDER, "no-placeholder", "the placeholder is recorded, and is not in the file") \
	X(NOT_REPLACED, "not-replaced", "the placeholder is in the file, and is not recorded: it stays there") \
	X(OTHER_PREFIX, "other-prefix", "a build's own prefix is in the file: it is nowhere on the user's machine") \
	X(TEXT_IN_BINARY, "text-in-binary", "the placeholder is recorded as in a text file, and the file is binary")

enum lw_conda_fault_kind {
#define X(code, name, words) LW_CONDA_F_##code,
	LW_CONDA_FAULTS(X)
#undef X
		LW_N_CONDA_FAULTS
};

struct lw_conda_fault {
	enum lw_conda_fault_kind kind;
	const char *path;
	const char *expected, *got; /* "" where there is nothing to say */
	uint64_t offset;            /* of the first place in the file */
};

struct lw_conda_audit {
	struct lw_conda package;
	const struct lw_conda_fault *faults; /* by kind, then path */
	uint32_t n_faults;
	uint32_t n_files;
	uint64_t read; /* bytes */
};

/* Errors: LIMIT, IO, NOMEM. */
bool lw_conda_audit(const struct lw_fs *fs, const char *top, struct lw_arena *a, struct lw_conda_audit *out,
		    struct lw_error *err) LW_USE;

const char *lw_conda_fault_name(enum lw_conda_fault_kind kind);
const char *lw_conda_fault_words(enum lw_conda_fault_kind kind);

#endif
