/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A PE file of any bytes takes random edits, chosen by its last bytes; what comes of them is parsed and proved. A file
 * may be refused, but what is laid out must always prove to be right, and the same single edit again must change
 * nothing.
 */
#include "edit_prove.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *some_name(struct choice *c) {
	const uint32_t most[] = {4, 12, 40, 259};
	return some_letters(c, "abcXYZ019-_.~ ", most[pick(c, 4)], "x.dll");
}

static struct lw_edit some_edit(struct choice *c) {
	static const char *const flags[] = {"nxcompat", "dynamicbase", "highentropyva", "guardcf", "tsaware", "now"};
	switch (pick(c, 9)) {
	case 0:
		return (struct lw_edit){LW_EDIT_SET_SONAME, some_name(c), NULL};
	case 1:
		return (struct lw_edit){LW_EDIT_DEPENDENT_LOAD_FLAGS, pick(c, 2) == 0 ? "0x800" : "0", NULL};
	case 2:
		return (struct lw_edit){LW_EDIT_REMOVE_NEEDED, known_name(c, "other.dll"), NULL};
	case 3:
		return (struct lw_edit){pick(c, 2) == 0 ? LW_EDIT_SET_FLAG : LW_EDIT_CLEAR_FLAG, flags[pick(c, 6)],
					NULL};
	case 4:
		return (struct lw_edit){LW_EDIT_REPLACE_NEEDED, known_name(c, "other.dll"), known_name(c, "other.dll")};
	default:
		return (struct lw_edit){LW_EDIT_REPLACE_NEEDED, known_name(c, "other.dll"), some_name(c)};
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct lw_source src;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_editing e;
	struct lw_edit edits[MOST_EDITS];
	lw_source_of_memory(&src, (struct lw_span){data, size});
	if (start(&e, LW_FORMAT_PE, &src, &a, &err)) {
		struct choice c = {.a = &a, .img = e.images.at[0]};
		seed(&c, data, size);
		choose(&c, &e, edits, some_edit);
		lay_and_prove(&lw_editor_pe, &e, NULL);
	}
	lw_arena_free(&a);
	return 0;
}
