/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An ELF file of any bytes takes random edits, chosen by its last bytes; what comes of them is parsed and proved. A
 * sound file must stay sound; of one that is not, a result that does not pass is refused, as it is in the command.
 */
#include "edit/elf_sound.h"
#include "edit_prove.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *some_path(struct choice *c) {
	const uint32_t most[] = {4, 30, 300, 6000};
	return some_letters(c, "abcXYZ019-_./:$", most[pick(c, 4)], "/lib");
}

static const char *some_name(struct choice *c) {
	return some_letters(c, "abcXYZ019-_.", pick(c, 4) == 0 ? 200 : 12, "libx.so");
}

static const char *known_version(struct choice *c) {
	const struct lw_elf *elf = c->img->elf;
	return elf->n_verneeds == 0 || pick(c, 8) == 0 ? "V_1" : elf->verneeds[pick(c, elf->n_verneeds)].version;
}

static struct lw_edit some_edit(struct choice *c) {
	static const char *const flags[] = {"now", "nodelete", "nodeflib", "symbolic", "textrel", "pie"};
	static const char *const symbols[] = {"main", "foo", "a", "b", "puts", "fn"};
	switch (pick(c, 16)) {
	case 0:
		return (struct lw_edit){LW_EDIT_SET_INTERPRETER, some_path(c), NULL};
	case 1:
		return (struct lw_edit){LW_EDIT_SET_SONAME, some_name(c), NULL};
	case 2:
	case 3:
		return (struct lw_edit){LW_EDIT_SET_RPATH, some_path(c), NULL};
	case 4:
		return (struct lw_edit){pick(c, 2) == 0 ? LW_EDIT_ADD_RPATH : LW_EDIT_PREPEND_RPATH, some_path(c),
					NULL};
	case 5:
		return (struct lw_edit){pick(c, 2) == 0 ? LW_EDIT_CLEAR_RPATH : LW_EDIT_SHRINK_RPATH, NULL, NULL};
	case 6:
		return (struct lw_edit){LW_EDIT_RPATH_KIND, pick(c, 2) == 0 ? "rpath" : "runpath", NULL};
	case 7:
	case 8:
		return (struct lw_edit){pick(c, 2) == 0 ? LW_EDIT_ADD_NEEDED : LW_EDIT_PREPEND_NEEDED, some_name(c),
					NULL};
	case 9:
		return (struct lw_edit){LW_EDIT_REMOVE_NEEDED, known_name(c, "libc.so.6"), NULL};
	case 10:
		return (struct lw_edit){LW_EDIT_REPLACE_NEEDED, known_name(c, "libc.so.6"), some_name(c)};
	case 11:
		return (struct lw_edit){pick(c, 2) == 0 ? LW_EDIT_WEAKEN_VERSION : LW_EDIT_REMOVE_VERSION,
					known_version(c), NULL};
	case 12:
		return (struct lw_edit){LW_EDIT_REPLACE_VERSION, known_version(c), some_name(c)};
	case 13:
		return (struct lw_edit){LW_EDIT_RENAME_SYMBOL, symbols[pick(c, 6)], some_name(c)};
	case 14:
		return (struct lw_edit){pick(c, 2) == 0 ? LW_EDIT_SET_FLAG : LW_EDIT_CLEAR_FLAG, flags[pick(c, 6)],
					NULL};
	default:
		return (struct lw_edit){LW_EDIT_EXECSTACK, pick(c, 2) == 0 ? "on" : "off", NULL};
	}
}

static bool is_sound(const struct lw_editing *e, const struct lw_source *src) {
	struct lw_elf_defects list = {0};
	struct lw_error err = {0};
	if (!lw_elf_defects_of(src, e->images.at[0], e->a, &list, &err))
		return false;
	for (uint32_t i = 0; i < list.n; i++)
		if (!list.at[i].advice)
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct lw_source src;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_editing e;
	struct lw_edit edits[MOST_EDITS];
	lw_source_of_memory(&src, (struct lw_span){data, size});
	if (start(&e, LW_FORMAT_ELF, &src, &a, &err)) {
		struct choice c = {0x9e3779b97f4a7c15, &a, e.images.at[0]};
		choose(&c, &e, edits, some_edit, data, size);
		e.opts.drop_versions = e.opts.lenient = true;
		lay_and_prove(&lw_editor_elf, &e, is_sound);
	}
	lw_arena_free(&a);
	return 0;
}
