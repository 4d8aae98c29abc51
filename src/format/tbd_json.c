/* SPDX-License-Identifier: Apache-2.0 */
/* Stubs of version 5: one JSON object with a main library and others of the same form. */
#include <jansson.h>
#include <string.h>

#include "base/fail.h"
#include "bytes/json.h"
#include "format/tbd.h"

/* Each string that stands under a key of the objects in an array, or in an array under that key. */
static bool strings(struct lw_tbd_building *b, const json_t *objects, const char *key, struct lw_tbd_list *to,
		    struct lw_error *err) {
	for (size_t i = 0; i < json_array_size(objects); i++) {
		const json_t *value = json_object_get(json_array_get(objects, i), key);
		const size_t n = json_is_array(value) ? json_array_size(value) : json_is_string(value);
		for (size_t k = 0; k < n; k++) {
			const char *text = json_string_value(json_is_array(value) ? json_array_get(value, k) : value);
			const char *kept = text == NULL ? NULL : lw_strdup(b->a, text, err);
			LW_TRY(text == NULL || (kept != NULL && lw_tbd_add(b, to, kept, err)));
		}
	}
	return true;
}

/* The first of such strings, or NULL. */
static bool first(struct lw_tbd_building *b, const json_t *objects, const char *key, const char **out,
		  struct lw_error *err) {
	struct lw_tbd_list list = {0};
	LW_TRY(strings(b, objects, key, &list, err));
	*out = list.n == 0 ? NULL : list.at[0];
	return true;
}

static bool library(struct lw_tbd_building *b, const json_t *own, const json_t *x, struct lw_error *err) {
	const json_t *targets = json_object_get(x, "target_info");
	if (targets == NULL)
		targets = json_object_get(own, "target_info");
	LW_TRY(strings(b, targets, "target", &b->targets, err));
	LW_TRY(strings(b, json_object_get(x, "reexported_libraries"), "names", &b->reexports, err));
	LW_TRY(first(b, json_object_get(x, "install_names"), "name", &b->now.install_name, err));
	LW_TRY(first(b, json_object_get(x, "parent_umbrellas"), "umbrella", &b->now.umbrella, err));
	return lw_tbd_end_library(b, err);
}

static bool libraries(struct lw_tbd_building *b, const json_t *top, struct lw_error *err) {
	const json_t *own = json_object_get(top, "main_library"), *more = json_object_get(top, "libraries");
	const json_int_t version = json_integer_value(json_object_get(top, "tapi_tbd_version"));
	if (version < 5 || version > 99 || !json_is_object(own))
		return lw_fail(err, LW_E_UNKNOWN_FORMAT, "is no stub of a library");
	b->version = (uint32_t)version;
	LW_TRY(library(b, own, own, err));
	for (size_t i = 0; i < json_array_size(more); i++)
		LW_TRY(library(b, own, json_array_get(more, i), err));
	return true;
}

bool lw_tbd_parse_json(struct lw_span text, struct lw_tbd_building *b, struct lw_error *err) {
	json_t *top = lw_json_read(text, 0, "the stub", err);
	if (top == NULL)
		return false;
	const bool ok = libraries(b, top, err);
	json_decref(top);
	return ok;
}
