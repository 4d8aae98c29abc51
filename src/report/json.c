/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON document: its frame, and helpers for its members (docs/json.md). */
#include "report/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "report/escape.h"

json_t *lw_json_object(struct lw_json *j) {
	json_t *object = json_object();
	j->failed |= object == NULL;
	return object;
}

json_t *lw_json_list(struct lw_json *j) {
	json_t *list = json_array();
	j->failed |= list == NULL;
	return list;
}

/* jansson refuses NULL for both, and lets go of a value that it cannot take. */
void lw_json_put(struct lw_json *j, json_t *object, const char *key, json_t *value) {
	j->failed |= json_object_set_new(object, key, value) != 0;
}

void lw_json_add(struct lw_json *j, json_t *list, json_t *value) {
	j->failed |= json_array_append_new(list, value) != 0;
}

/* Every byte that is no character becomes U+FFFD. */
static void mend(const char *text, char *out) {
	while (*text != '\0') {
		uint32_t point;
		size_t n = lw_utf8_next(text, &point);
		memcpy(out, n == 0 ? "\xef\xbf\xbd" : text, n == 0 ? 3 : n);
		out += n == 0 ? 3 : n;
		text += n == 0 ? 1 : n;
	}
	*out = '\0';
}

static void to_hex(const char *text, char *out) {
	static const char digits[] = "0123456789abcdef";
	for (; *text != '\0'; text++) {
		*out++ = digits[(unsigned char)*text >> 4];
		*out++ = digits[(unsigned char)*text & 15];
	}
	*out = '\0';
}

static void put_not_utf8(struct lw_json *j, json_t *object, const char *key, const char *text) {
	char key_hex[64], *bytes = malloc(3 * strlen(text) + 1);
	if (bytes == NULL || strlen(key) + sizeof "_hex" > sizeof key_hex) {
		j->failed = true;
		free(bytes);
		return;
	}
	mend(text, bytes);
	lw_json_put(j, object, key, json_string_nocheck(bytes));
	memcpy(key_hex, key, strlen(key));
	memcpy(key_hex + strlen(key), "_hex", sizeof "_hex");
	to_hex(text, bytes);
	lw_json_put(j, object, key_hex, json_string_nocheck(bytes));
	free(bytes);
}

void lw_json_add_text(struct lw_json *j, json_t *list, const char *text) {
	char *mended = NULL;
	if (!lw_utf8_valid(text)) {
		mended = malloc(3 * strlen(text) + 1);
		if (mended == NULL) {
			j->failed = true;
			return;
		}
		mend(text, mended);
	}
	lw_json_add(j, list, json_string_nocheck(mended != NULL ? mended : text));
	free(mended);
}

json_t *lw_json_texts(struct lw_json *j, const char *const *at, uint32_t n) {
	json_t *list = lw_json_list(j);
	for (uint32_t i = 0; i < n; i++)
		lw_json_add_text(j, list, at[i]);
	return list;
}

void lw_json_text(struct lw_json *j, json_t *object, const char *key, const char *text) {
	if (text == NULL)
		lw_json_put(j, object, key, json_null());
	else if (lw_utf8_valid(text))
		lw_json_put(j, object, key, json_string_nocheck(text));
	else
		put_not_utf8(j, object, key, text);
}

void lw_json_number(struct lw_json *j, json_t *object, const char *key, uint64_t n) {
	lw_json_put(j, object, key, json_integer((json_int_t)n));
}

void lw_json_bool(struct lw_json *j, json_t *object, const char *key, bool yes) {
	lw_json_put(j, object, key, json_boolean(yes));
}

void lw_json_id(struct lw_json *j, json_t *object, const char *key, uint32_t id) {
	if (id == LW_NO_ID)
		lw_json_put(j, object, key, json_null());
	else
		lw_json_number(j, object, key, id);
}

/* jansson writes DEL as it is; it can only stand in a string. */
static int write_json(const char *bytes, size_t n, void *ctx) {
	struct lw_out *o = ctx;
	for (const char *del; (del = memchr(bytes, 0x7f, n)) != NULL; bytes = del + 1) {
		lw_out_bytes(o, bytes, (size_t)(del - bytes));
		lw_out_text(o, "\\u007f");
		n -= (size_t)(del - bytes) + 1;
	}
	lw_out_bytes(o, bytes, n);
	return 0;
}

bool lw_json_write(struct lw_out *o, const json_t *value) {
	return json_dump_callback(value, write_json, o, JSON_COMPACT | JSON_ENSURE_ASCII) == 0;
}

bool lw_json_result(struct lw_report *r, struct lw_json *j, json_t *result, struct lw_error *err) {
	if (!j->failed) {
		lw_report_separate(r, "\n", ",\n");
		j->failed = !lw_json_write(&r->out, result);
	}
	json_decref(result);
	return !j->failed || lw_fail(err, LW_E_NOMEM, "out of memory");
}

void lw_json_error(struct lw_json *j, json_t *object, const char *key, const struct lw_error *what) {
	json_t *error = lw_json_object(j);
	lw_json_put(j, error, "code", json_string(lw_code_name(what->code)));
	lw_json_text(j, error, "message", what->text);
	if (what->has_off)
		lw_json_number(j, error, "offset", what->off);
	else
		lw_json_put(j, error, "offset", json_null());
	lw_json_put(j, object, key, error);
}

static bool begin(struct lw_report *r, struct lw_error *err) {
	(void)err;
	lw_out_text(&r->out, "{\"linkwright\":{\"schema\":\"");
	lw_out_text(&r->out, r->opts.schema);
	lw_out_text(&r->out, "\",\"version\":1},\"results\":[");
	return true;
}

static bool failure(struct lw_report *r, const char *file, const struct lw_error *what, struct lw_error *err) {
	struct lw_json j = {0};
	json_t *result = lw_json_object(&j);
	lw_json_text(&j, result, "file", file);
	lw_json_error(&j, result, "error", what);
	return lw_json_result(r, &j, result, err);
}

static bool end(struct lw_report *r, struct lw_error *err) {
	(void)err;
	lw_out_text(&r->out, "\n]}\n");
	return true;
}

const struct lw_renderer lw_render_json = {begin,
					   lw_json_tree,
					   lw_json_why,
					   failure,
					   end,
					   .check = lw_json_check,
					   .floor = lw_json_floor,
					   .process = lw_json_process,
					   .plan = lw_json_plan,
					   .fuse = lw_json_fuse,
					   .fused = lw_json_fused,
					   .policy = lw_json_policy,
					   .distro = lw_json_distro};
