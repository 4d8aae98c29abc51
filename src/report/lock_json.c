/* SPDX-License-Identifier: Apache-2.0 */
/* A lock as JSON (share/schema/lock-1.json): a line for each file and each name, so that two can be read side by side.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "report/drifts.h"

json_t *lw_json_owner(struct lw_json *j, const struct lw_owner *owner, bool license) {
	if (owner->manager == NULL)
		return json_null();
	json_t *o = lw_json_object(j);
	lw_json_text(j, o, "manager", owner->manager);
	lw_json_text(j, o, "name", owner->package);
	lw_json_text(j, o, "version", owner->version);
	if (license)
		lw_json_text(j, o, "license", owner->license);
	return o;
}

/* What is told of any file. */
static void identity(struct lw_json *j, json_t *o, const struct lw_locked_file *f) {
	lw_json_text(j, o, "path", f->path);
	lw_json_text(j, o, "soname", f->soname);
	lw_json_text(j, o, "build_id", f->build_id);
	lw_json_text(j, o, "sha256", f->sha256);
	lw_json_number(j, o, "size", f->size);
}

json_t *lw_json_locked_file(struct lw_json *j, const struct lw_locked_file *f) {
	json_t *o = lw_json_object(j);
	identity(j, o, f);
	lw_json_put(j, o, "package", lw_json_owner(j, &f->owner, false));
	return o;
}

static json_t *name(struct lw_json *j, const struct lw_lockfile *lock, const struct lw_locked_name *n) {
	json_t *o = lw_json_object(j);
	lw_json_text(j, o, "name", n->name);
	lw_json_text(j, o, "path", n->file == LW_NO_ID ? NULL : lock->files[n->file].path);
	if (n->file == LW_NO_ID)
		lw_json_text(j, o, "how", lw_how_name(n->how));
	else
		lw_json_text(j, o, "rule", lw_rule_name(n->rule));
	return o;
}

/* On a line of its own, and lets it go. */
static bool line(struct lw_report *r, struct lw_json *j, const char *before, json_t *value, struct lw_error *err) {
	lw_out_text(&r->out, before);
	j->failed = j->failed || !lw_json_write(&r->out, value);
	json_decref(value);
	return !j->failed || lw_fail(err, LW_E_NOMEM, "out of memory");
}

/* "target":"…" without the braces of the object that it is made of. */
static bool member(struct lw_report *r, const char *before, const char *key, const char *text, struct lw_error *err) {
	struct lw_json j = {0};
	json_t *o = lw_json_object(&j);
	lw_json_text(&j, o, key, text);
	char *bytes = j.failed ? NULL : json_dumps(o, JSON_COMPACT | JSON_ENSURE_ASCII);
	const size_t n = bytes == NULL ? 0 : strlen(bytes);
	lw_out_text(&r->out, before);
	if (n > 2)
		lw_out_bytes(&r->out, bytes + 1, n - 2);
	free(bytes);
	json_decref(o);
	return n > 2 || lw_fail(err, LW_E_NOMEM, "out of memory");
}

/* Texts, each in an object of its own. */
static bool texts(struct lw_report *r, const char *before, const char *key, const char *const *at, uint32_t n,
		  struct lw_error *err) {
	lw_out_text(&r->out, before);
	for (uint32_t i = 0; i < n; i++) {
		struct lw_json j = {0};
		json_t *o = lw_json_object(&j);
		lw_json_text(&j, o, key, at[i]);
		LW_TRY(line(r, &j, i == 0 ? "\n  " : ",\n  ", o, err));
	}
	lw_out_text(&r->out, n == 0 ? "]" : "\n ]");
	return true;
}

static bool words(struct lw_report *r, const struct lw_lockfile *lock, struct lw_error *err) {
	return texts(r, ",\n \"beside\":[", "target", lock->beside, lock->n_beside, err) &&
		texts(r, ",\n \"options\":[", "option", lock->options, lock->n_options, err);
}

static bool files(struct lw_report *r, const struct lw_lockfile *lock, struct lw_error *err) {
	lw_out_text(&r->out, ",\n \"files\":[");
	for (uint32_t i = 0; i < lock->n_files; i++) {
		struct lw_json j = {0};
		LW_TRY(line(r, &j, i == 0 ? "\n  " : ",\n  ", lw_json_locked_file(&j, &lock->files[i]), err));
	}
	lw_out_text(&r->out, lock->n_files == 0 ? "]" : "\n ]");
	return true;
}

static json_t *fused_one(struct lw_json *j, const struct lw_lockfile *lock, const struct lw_locked_fused *f) {
	json_t *o = lw_json_object(j);
	lw_json_text(j, o, "into", lock->files[f->into].path);
	lw_json_bool(j, o, "target", f->is_target);
	lw_json_text(j, o, "in", f->within);
	identity(j, o, &f->file);
	lw_json_number(j, o, "offset", f->offset);
	lw_json_number(j, o, "length", f->length);
	lw_json_put(j, o, "package", lw_json_owner(j, &f->file.owner, true));
	return o;
}

static bool fused(struct lw_report *r, const struct lw_lockfile *lock, struct lw_error *err) {
	lw_out_text(&r->out, ",\n \"fused\":[");
	for (uint32_t i = 0; i < lock->n_fused; i++) {
		struct lw_json j = {0};
		LW_TRY(line(r, &j, i == 0 ? "\n  " : ",\n  ", fused_one(&j, lock, &lock->fused[i]), err));
	}
	lw_out_text(&r->out, lock->n_fused == 0 ? "]" : "\n ]");
	return true;
}

static bool binary(struct lw_report *r, const struct lw_lockfile *lock, const struct lw_locked_binary *b,
		   struct lw_error *err) {
	LW_TRY(member(r, "{", "path", lock->files[b->file].path, err) && member(r, ",", "error", b->error, err) &&
	       member(r, ",", "stopped", b->stopped, err));
	lw_out_text(&r->out, ",\"names\":[");
	for (uint32_t i = 0; i < b->n_names; i++) {
		struct lw_json j = {0};
		LW_TRY(line(r, &j, i == 0 ? "\n   " : ",\n   ", name(&j, lock, &b->names[i]), err));
	}
	lw_out_text(&r->out, b->n_names == 0 ? "]}" : "\n  ]}");
	return true;
}

static bool binaries(struct lw_report *r, const struct lw_lockfile *lock, struct lw_error *err) {
	lw_out_text(&r->out, ",\n \"binaries\":[");
	for (uint32_t i = 0; i < lock->n_binaries; i++) {
		lw_out_text(&r->out, i == 0 ? "\n  " : ",\n  ");
		LW_TRY(binary(r, lock, &lock->binaries[i], err));
	}
	lw_out_text(&r->out, lock->n_binaries == 0 ? "]" : "\n ]");
	return true;
}

bool lw_json_lock(struct lw_report *r, const struct lw_lockfile *lock, struct lw_error *err) {
	lw_report_separate(r, "\n", ",\n");
	LW_TRY(member(r, "{\n ", "target", lock->target, err) && member(r, ",\n ", "kind", lock->kind, err));
	LW_TRY(words(r, lock, err) && files(r, lock, err) && fused(r, lock, err) && binaries(r, lock, err));
	lw_out_text(&r->out, "\n}");
	return true;
}
