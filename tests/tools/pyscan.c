/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pyscan FILE...: what each Python file loads, as one JSON object a line. tests/live/pyscan.py compares it with what
 * Python itself opens.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "os/fs.h"
#include "package/python.h"

static bool read_all(const char *path, struct lw_arena *a, struct lw_span *out, struct lw_error *err) {
	struct lw_source src;
	struct lw_stat st;
	if (lw_fs_disk()->ops->open(lw_fs_disk(), path, &src, &st) != 0 || st.kind != LW_KIND_FILE)
		return false;
	const bool ok = lw_source_view(&src, 0, src.size, a, out, err);
	lw_source_close(&src);
	return ok;
}

static json_t *load_json(const struct lw_py_load *l) {
	json_t *o = json_pack("{s:s, s:s, s:i, s:s, s:s, s:b}", "act", lw_py_act_name(l->act), "call", l->call, "line",
			      (int)l->line, "mode", lw_py_mode_name(l->mode), "base", lw_py_base_name(l->base),
			      "certain", l->certain);
	json_object_set_new(o, "pattern", json_stringn_nocheck(l->pattern, strlen(l->pattern)));
	if (l->variable != NULL)
		json_object_set_new(o, "variable", json_string(l->variable));
	return o;
}

static int scan(const char *path) {
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_span text;
	struct lw_py_loads loads = {0};
	json_t *o = json_object(), *list = json_array();
	json_object_set_new(o, "file", json_string(path));
	const bool ok = read_all(path, &a, &text, &err) && lw_py_scan(text, &a, &loads, &err);
	for (uint32_t i = 0; i < loads.n; i++)
		json_array_append_new(list, load_json(&loads.at[i]));
	json_object_set_new(o, "loads", list);
	json_object_set_new(o, "cut", json_boolean(loads.cut));
	if (!ok)
		json_object_set_new(o, "error", json_string(err.text));
	json_dumpf(o, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(o);
	lw_arena_free(&a);
	return ok ? 0 : 1;
}

int main(int argc, char **argv) {
	int status = 0;
	for (int i = 1; i < argc; i++)
		status |= scan(argv[i]);
	return status;
}
