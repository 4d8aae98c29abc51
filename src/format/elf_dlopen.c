/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JSON of a dlopen metadata note: an array of objects { feature, description, priority, soname: [ ... ] }
 * (uapi-group specification "ELF Metadata for dlopen() Dependencies"). It is a hint for people, so bad JSON is no
 * damage.
 */
#include "format/elf_reader.h"

#include <jansson.h>
#include <string.h>

#include "base/fail.h"

/* A copy of a member that is a string, or NULL; NOMEM shows in err. */
static const char *text_of(struct lw_arena *a, const json_t *value, struct lw_error *err) {
	return json_is_string(value) ? lw_strdup(a, json_string_value(value), err) : NULL;
}

static bool take_object(struct lw_arena *a, const json_t *object, struct lw_elf_dlopens *out, struct lw_error *err) {
	const json_t *list = json_object_get(object, "soname");
	size_t n = json_array_size(list);
	if (n == 0)
		return true;
	const char **sonames = lw_alloc(a, n, sizeof *sonames, err);
	struct lw_dlopen_note *note = lw_vec_add(a, &out->list, err);
	if (sonames == NULL || note == NULL)
		return false;
	note->feature = text_of(a, json_object_get(object, "feature"), err);
	note->description = text_of(a, json_object_get(object, "description"), err);
	note->priority = text_of(a, json_object_get(object, "priority"), err);
	note->sonames = sonames;
	for (size_t i = 0; i < n; i++) {
		const char *name = text_of(a, json_array_get(list, i), err);
		if (name != NULL)
			sonames[note->n_sonames++] = name;
	}
	return err->code == LW_E_OK;
}

bool lw_elf_dlopen_json(struct lw_arena *a, struct lw_span json, struct lw_elf_dlopens *out, struct lw_error *err) {
	/* The string may or may not carry its NUL, and the linker pads. */
	const uint8_t *nul = json.len == 0 ? NULL : memchr(json.ptr, 0, (size_t)json.len);
	size_t n = nul == NULL ? (size_t)json.len : (size_t)(nul - json.ptr);
	json_error_t why;
	if (n == 0)
		return true;
	json_t *root = json_loadb((const char *)json.ptr, n, 0, &why);
	if (root == NULL)
		return json_error_code(&why) != json_error_out_of_memory || lw_fail(err, LW_E_NOMEM, "out of memory");
	bool ok = true;
	for (size_t i = 0; ok && i < json_array_size(root); i++)
		ok = take_object(a, json_array_get(root, i), out, err);
	json_decref(root);
	return ok;
}
