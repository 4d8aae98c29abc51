/* SPDX-License-Identifier: Apache-2.0 */
/*
 * elf-sound FILE...: what is wrong with the structure of each file, a line "FILE<tab>id<tab>offset<tab>sentence" for
 * each defect, with "advice:" before the id of a weaker one. "-" instead of an id: the file could not be looked at.
 * elf-sound --new BEFORE AFTER: the first defect that is new, if there is one. elf-sound --rules: id, sentence, source.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "edit/elf_sound.h"
#include "format/elf_parse.h"
#include "os/fs.h"

static bool look(const char *path, struct lw_arena *a, struct lw_elf_defects *out) {
	const struct lw_fs *fs = lw_fs_disk();
	struct lw_source src;
	struct lw_stat st;
	struct lw_error err = {0};
	struct lw_image *img;
	if (fs->ops->open(fs, path, &src, &st) != 0)
		return printf("%s\t-\t0\tcannot be opened\n", path) < 0;
	const bool ok = lw_elf_parse(&src, a, &img, &err) && lw_elf_defects_of(&src, img, a, out, &err);
	if (!ok)
		printf("%s\t-\t0\t%s\n", path, err.text);
	lw_source_close(&src);
	return ok;
}

static void say(const char *path, const struct lw_elf_defect *d) {
	printf("%s\t%s%s\t%#" PRIx64 "\t%s\n", path, d->advice ? "advice:" : "", d->id, d->off, d->text);
}

static int compare(const char *before, const char *after) {
	struct lw_arena a = {0};
	struct lw_elf_defects x, y;
	const struct lw_elf_defect *d = NULL;
	const bool ok = look(before, &a, &x) && look(after, &a, &y);
	if (ok)
		d = lw_elf_defects_new(&x, &y);
	if (d != NULL)
		say(after, d);
	lw_arena_free(&a);
	return !ok || d != NULL;
}

static int rules(void) {
	const struct lw_elf_sound_rule *r;
	for (uint32_t i = 0; (r = lw_elf_sound_rule(i)) != NULL; i++)
		printf("%s\t%s\t%s\n", r->id, r->sentence, r->source);
	return 0;
}

int main(int argc, char **argv) {
	if (argc == 4 && strcmp(argv[1], "--new") == 0)
		return compare(argv[2], argv[3]);
	if (argc == 2 && strcmp(argv[1], "--rules") == 0)
		return rules();
	for (int i = 1; i < argc; i++) {
		struct lw_arena a = {0};
		struct lw_elf_defects found;
		if (look(argv[i], &a, &found))
			for (uint32_t k = 0; k < found.n; k++)
				say(argv[i], &found.at[k]);
		lw_arena_free(&a);
	}
	return 0;
}
