/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Libraries that were found in a directory for some CPUs only. The loader looks into those that suit the machine that
 * it runs on (glibc elf/dl-hwcaps.c; before 2.37 also the directories of elf/dl-hwcaps_split.c and their platforms), so
 * on an older one it would have taken another file. What went in stays.
 */
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"

/* The others, "tls/" and those of a platform, are for all CPUs. */
static bool is_for_some(const char *subdirectory) {
	static const char *const words[] = {"glibc-hwcaps/", "haswell/", "xeon_phi/", "avx512_1/", "atomics/"};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strstr(subdirectory, words[i]) != NULL)
			return true;
	return false;
}

/* The subdirectory that the file was found in, or NULL. */
static const char *subdirectory_of(const struct lw_fusing *f, const char *path) {
	const struct lw_loader_facts *l = &f->g->loader;
	const char *name = strrchr(path, '/');
	const size_t n = name == NULL ? 0 : (size_t)(name + 1 - path);
	for (uint32_t i = 0; i < l->n_hwcaps; i++) {
		const size_t k = strlen(l->hwcaps[i]);
		if (k != 0 && k < n && path[n - k - 1] == '/' && strncmp(path + n - k, l->hwcaps[i], k) == 0)
			return l->hwcaps[i];
	}
	return NULL;
}

bool lw_fuse_levels(struct lw_fusing *f, struct lw_error *err) {
	for (uint32_t i = 1; i < f->parts.n; i++) {
		const char *path = f->parts.at[i].o->path, *in = subdirectory_of(f, path);
		if (in == NULL || !is_for_some(in))
			continue;
		LW_TRY(lw_fuse_warn(
			f, LW_FUSE_RULE_CPU, err,
			"%s is the one for CPUs such as this one (%.*s): the new file needs one, too; name an "
			"older one with --cpu to take what suits it",
			path, (int)strlen(in) - 1, in));
	}
	return true;
}
