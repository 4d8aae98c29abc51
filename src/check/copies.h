/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Copies of one library in one process. A process is a program with what it loads; all extension modules of the Python
 * packages that are looked at, and what those packages load by themselves, are taken to be in one.
 */
#ifndef LW_CHECK_COPIES_H
#define LW_CHECK_COPIES_H

#include "check/rule.h"
#include "linkwright/fuse.h"

/* A library in a process, and one way by which it comes there. */
struct lw_copy {
	const struct lw_file *file;
	const struct lw_image *image;
	const char *shown; /* its path as people know it */
	const char *stem;  /* its name without directory, hash, version and ending; as the file system compares names */
	const char *way;   /* words: "needed by pkg/_ext.so, found by DT_RPATH" */
	const char *asked; /* the name by which a binary asks for it; or NULL: it is loaded by path */
	const struct lw_set *set;         /* whose binary brings it, first */
	bool global;                      /* RTLD_GLOBAL */
	uint32_t ns;                      /* name space */
	bool from_memory;                 /* of a process: what is mapped is known, not the whole file */
	const struct lw_fused_file *part; /* it is fused into file, of which image and shown are; or NULL */
	bool summed;
	uint8_t sum[32]; /* SHA-256 of all of it, where summed */
};

/* What a copy is, whether it is a file or a part of one. */
static inline const char *lw_copy_soname(const struct lw_copy *x) {
	return x->part != NULL ? x->part->soname : x->image->soname.text;
}
static inline const uint8_t *lw_copy_build_id(const struct lw_copy *x, uint32_t *n) {
	*n = x->part != NULL ? x->part->n_build_id : x->image->n_build_id;
	return x->part != NULL ? x->part->build_id : x->image->build_id;
}
static inline uint64_t lw_copy_size(const struct lw_copy *x) {
	return x->part != NULL ? x->part->size : x->file->size;
}

struct lw_process_copies {
	const char *what; /* "the process of prog", "a Python process" */
	LW_VEC(struct lw_copy) list;
	LW_VEC(const struct lw_subject *) modules; /* the program, or the extension modules */
	LW_VEC(struct lw_copy) holders; /* the same, and what else is no library: into which others may be fused */
	struct lw_map by_file;          /* struct lw_file * -> copy, so that each file is there once */
};

/* What is loaded for the program. Errors: NOMEM. */
bool lw_copies_of_program(struct lw_checking *c, const struct lw_subject *program, struct lw_process_copies *out,
			  struct lw_error *err) LW_USE;
/* What is loaded for the extension modules of all sets; nothing where there are none. Errors: NOMEM. */
bool lw_copies_of_python(struct lw_checking *c, struct lw_process_copies *out, struct lw_error *err) LW_USE;

/* What is loaded in the set's process. Errors: NOMEM. */
bool lw_copies_of_process(struct lw_checking *c, struct lw_process_copies *out, struct lw_error *err) LW_USE;

/* What is fused into all of these, as copies of their own behind them. Errors: NOMEM. */
bool lw_copies_add_fused(struct lw_checking *c, struct lw_process_copies *p, struct lw_error *err) LW_USE;

/* Is a library of that name fused into the image? By its soname, or its stem (lw_copy.stem). Errors: NOMEM. */
bool lw_copies_is_fused(struct lw_checking *c, const struct lw_image *image, const struct lw_copy *x, bool *is,
			struct lw_error *err) LW_USE;

/* Is it one that Python imports: in a package, and not called lib…? */
bool lw_is_extension(const struct lw_set *set, const struct lw_subject *subject);

/* Why two files are one library; NULL: nothing says so. In words of the finding. Errors: NOMEM. */
bool lw_copies_same(struct lw_checking *c, struct lw_copy *x, struct lw_copy *y, const char **why,
		    struct lw_error *err) LW_USE;

#endif
