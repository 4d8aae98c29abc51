/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether an ELF file's structure is sound: whether its parts fit each other as loaders, kernels, strip and debuggers
 * take for granted. The rules are rows of elf_sound.def; docs/sound.md tells them.
 */
#ifndef LW_EDIT_ELF_SOUND_H
#define LW_EDIT_ELF_SOUND_H

#include "base/arena.h"
#include "linkwright/elf.h"
#include "os/source.h"

/* Of one kind no more are kept. */
#define LW_ELF_MOST_DEFECTS 256

/* A defect of the structure: what a loader, a kernel, strip or a debugger would stumble over. */
struct lw_elf_defect {
	const char *id;   /* short and permanent: "load-congruence" */
	const char *text; /* one sentence with the numbers; in the arena */
	uint64_t off;     /* where in the file it is written */
	bool advice;      /* weaker: only an old or other system stumbles; no reason to refuse an edit */
};

struct lw_elf_defects {
	struct lw_elf_defect *at;
	uint32_t n, cap;
};

/*
 * All that is wrong, in the order of the rules. img: of src, by lw_elf_parse. What is too large to be looked at (tables
 * of more than 256 MiB) is taken to be sound. Errors: LIMIT (more than 64 PT_LOAD, names of symbols without end), IO,
 * TRUNCATED (cut short while it was read), NOMEM.
 */
bool lw_elf_defects_of(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a,
		       struct lw_elf_defects *out, struct lw_error *err) LW_USE;

/* The first defect of after, advice left out, that before has no defect of the same id and of the same text but for its
 * numbers for; or NULL. An id of which before has the most that are kept tells nothing new. */
const struct lw_elf_defect *lw_elf_defects_new(const struct lw_elf_defects *before, const struct lw_elf_defects *after);

/* The rules: id, what they want, and where that is written down. NULL behind the last. */
struct lw_elf_sound_rule {
	const char *id, *sentence, *source;
};
const struct lw_elf_sound_rule *lw_elf_sound_rule(uint32_t i);

#endif
