/* SPDX-License-Identifier: Apache-2.0 */
/* A result of `ps` as JSON (share/schema/ps-1.json). */
#include "report/json.h"

static json_t *object(struct lw_json *j, const struct lw_mapped *m) {
	json_t *o = lw_json_object(j);
	lw_json_number(j, o, "id", m->id);
	lw_json_text(j, o, "kind", lw_mapped_kind_name(m->kind));
	lw_json_id(j, o, "namespace", m->ns);
	lw_json_text(j, o, "path", m->path);
	lw_json_text(j, o, "name", m->name);
	lw_json_text(j, o, "soname", m->soname);
	lw_json_text(j, o, "build_id", m->build_id);
	lw_json_number(j, o, "device", m->dev);
	lw_json_number(j, o, "inode", m->ino);
	lw_json_number(j, o, "base", m->base);
	lw_json_number(j, o, "mappings", m->n_mappings);
	lw_json_bool(j, o, "executable", m->executable);
	lw_json_bool(j, o, "gone", m->gone);
	lw_json_bool(j, o, "memfd", m->memfd);
	lw_json_bool(j, o, "read", m->file != NULL && m->file->error == NULL);
	lw_json_bool(j, o, "from_memory", m->from_memory);
	lw_json_text(j, o, "since", lw_since_name(m->since));
	lw_json_id(j, o, "opened_with", m->opened_with);
	lw_json_text(j, o, "today", lw_today_name(m->today));
	lw_json_text(j, o, "today_path", m->today_path);
	lw_json_bool(j, o, "today_same_build", m->today_same_build);
	return o;
}

static json_t *copy(struct lw_json *j, const struct lw_mapped_copy *c) {
	json_t *o = lw_json_object(j), *reasons = lw_json_list(j);
#define X(code, bit, name, words) \
	if ((c->reasons & (bit)) != 0) \
		lw_json_add_text(j, reasons, name);
	LW_COPY_REASONS(X)
#undef X
	lw_json_id(j, o, "first", c->first);
	lw_json_id(j, o, "second", c->second);
	lw_json_put(j, o, "same", reasons);
	lw_json_bool(j, o, "apart", c->apart);
	return o;
}

bool lw_json_process(struct lw_report *r, const struct lw_process *p, struct lw_error *err) {
	struct lw_json j = {0};
	json_t *result = lw_json_object(&j), *objects = lw_json_list(&j), *copies = lw_json_list(&j),
	       *notes = lw_json_list(&j);
	lw_json_number(&j, result, "pid", p->pid);
	lw_json_text(&j, result, "program", p->exe);
	lw_json_text(&j, result, "command", p->command);
	lw_json_text(&j, result, "cwd", p->cwd);
	lw_json_text(&j, result, "root", p->root);
	lw_json_bool(&j, result, "elsewhere", p->elsewhere);
	lw_json_bool(&j, result, "secure", p->secure);
	lw_json_bool(&j, result, "static", p->is_static);
	lw_json_text(&j, result, "order", p->has_list ? "loader" : "addresses");
	for (uint32_t i = 0; i < p->n_objects; i++)
		lw_json_add(&j, objects, object(&j, &p->objects[i]));
	for (uint32_t i = 0; i < p->n_copies; i++)
		lw_json_add(&j, copies, copy(&j, &p->copies[i]));
	for (uint32_t i = 0; i < p->n_notes; i++)
		lw_json_add_text(&j, notes, p->notes[i]);
	lw_json_put(&j, result, "objects", objects);
	lw_json_put(&j, result, "copies", copies);
	lw_json_put(&j, result, "notes", notes);
	return lw_json_result(r, &j, result, err);
}
