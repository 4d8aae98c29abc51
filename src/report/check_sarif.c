/* SPDX-License-Identifier: Apache-2.0 */
/* Findings as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"): one run, its rules, its results. */
#include "report/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

static json_t *text_of(struct lw_json *j, const char *text) {
	json_t *o = lw_json_object(j), *holder = lw_json_object(j);
	/* What is no UTF-8 is only replaced: the schema has no place for its bytes. */
	lw_json_text(j, holder, "text", text);
	lw_json_put(j, o, "text", json_incref(json_object_get(holder, "text")));
	json_decref(holder);
	return o;
}

static json_t *rule(struct lw_json *j, const struct lw_rule_row *row) {
	json_t *o = lw_json_object(j), *config = lw_json_object(j);
	lw_json_text(j, o, "id", row->id);
	lw_json_text(j, o, "name", row->name);
	lw_json_put(j, o, "shortDescription", text_of(j, row->summary));
	lw_json_text(j, config, "level", lw_level_name(row->level));
	lw_json_put(j, o, "defaultConfiguration", config);
	return o;
}

static bool begin(struct lw_report *r, struct lw_error *err) {
	struct lw_json j = {0};
	json_t *driver = lw_json_object(&j), *rules = lw_json_list(&j), *tool = lw_json_object(&j);
	uint32_t n;
	const struct lw_rule_row *rows = lw_rules(&n);
	for (uint32_t i = 0; i < n; i++)
		lw_json_add(&j, rules, rule(&j, &rows[i]));
	lw_json_text(&j, driver, "name", "linkwright");
	lw_json_text(&j, driver, "informationUri", "https://linkwright.invalid/");
	lw_json_put(&j, driver, "rules", rules);
	lw_json_put(&j, tool, "driver", driver);
	lw_out_text(&r->out,
		    "{\"$schema\":\"https://json.schemastore.org/"
		    "sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"tool\":");
	j.failed = j.failed || !lw_json_write(&r->out, tool);
	json_decref(tool);
	lw_out_text(&r->out, ",\"results\":[");
	return !j.failed || lw_fail(err, LW_E_NOMEM, "out of memory");
}

/* A path as a URI reference (RFC 3986): bytes that have a meaning there are written as %XX. */
static bool put_uri(struct lw_json *j, json_t *o, const char *path) {
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./~",
			  digits[] = "0123456789ABCDEF";
	char *uri = malloc(3 * strlen(path) + 1), *to = uri;
	j->failed = j->failed || uri == NULL;
	if (uri == NULL)
		return false;
	for (; *path != '\0'; path++) {
		const unsigned char c = (unsigned char)*path;
		if (strchr(plain, c) != NULL) {
			*to++ = (char)c;
			continue;
		}
		*to++ = '%';
		*to++ = digits[c >> 4];
		*to++ = digits[c & 15];
	}
	*to = '\0';
	lw_json_text(j, o, "uri", uri);
	free(uri);
	return true;
}

static json_t *location(struct lw_json *j, const struct lw_finding *f) {
	json_t *o = lw_json_object(j), *physical = lw_json_object(j), *artifact = lw_json_object(j);
	put_uri(j, artifact, f->file);
	lw_json_put(j, physical, "artifactLocation", artifact);
	if (f->off != LW_NO_OFFSET) {
		json_t *region = lw_json_object(j);
		lw_json_number(j, region, "byteOffset", f->off);
		lw_json_put(j, physical, "region", region);
	}
	lw_json_put(j, o, "physicalLocation", physical);
	return o;
}

static uint64_t index_of(const struct lw_rule_row *row) {
	uint32_t n;
	return (uint64_t)(row - lw_rules(&n));
}

static bool result(struct lw_report *r, const struct lw_finding *f, struct lw_error *err) {
	struct lw_json j = {0};
	json_t *o = lw_json_object(&j), *locations = lw_json_list(&j);
	lw_json_text(&j, o, "ruleId", f->rule->id);
	lw_json_number(&j, o, "ruleIndex", index_of(f->rule));
	lw_json_text(&j, o, "level", lw_level_name(f->level));
	lw_json_put(&j, o, "message", text_of(&j, f->message));
	lw_json_add(&j, locations, location(&j, f));
	lw_json_put(&j, o, "locations", locations);
	return lw_json_result(r, &j, o, err);
}

static bool failure(struct lw_report *r, const char *file, const struct lw_error *what, struct lw_error *err) {
	struct lw_report_trouble *t = lw_alloc(&r->arena, 1, sizeof *t, err);
	if (t == NULL)
		return false;
	t->file = lw_strdup(&r->arena, file, err);
	t->text = lw_strdup(&r->arena, what->text, err);
	*(r->last_trouble == NULL ? &r->troubles : r->last_trouble) = t;
	r->last_trouble = &t->next;
	return t->file != NULL && t->text != NULL;
}

static bool check(struct lw_report *r, const struct lw_check_result *c, struct lw_error *err) {
	for (uint32_t i = 0; i < c->n_troubles; i++)
		if (!failure(r, c->troubles[i].file, c->troubles[i].error, err))
			return false;
	for (uint32_t i = 0; i < c->n_findings; i++)
		if (!result(r, &c->findings[i], err))
			return false;
	return true;
}

/* What could not be looked at (section 3.20.21), with its file. */
static json_t *notification(struct lw_json *j, const struct lw_report_trouble *t) {
	json_t *o = lw_json_object(j), *locations = lw_json_list(j);
	const struct lw_finding at = {.file = t->file, .off = LW_NO_OFFSET};
	lw_json_text(j, o, "level", "error");
	lw_json_put(j, o, "message", text_of(j, t->text));
	lw_json_add(j, locations, location(j, &at));
	lw_json_put(j, o, "locations", locations);
	return o;
}

static bool end(struct lw_report *r, struct lw_error *err) {
	struct lw_json j = {0};
	json_t *invocation = lw_json_object(&j), *list = lw_json_list(&j);
	for (const struct lw_report_trouble *t = r->troubles; t != NULL; t = t->next)
		lw_json_add(&j, list, notification(&j, t));
	lw_json_put(&j, invocation, "executionSuccessful", json_boolean(r->troubles == NULL));
	lw_json_put(&j, invocation, "toolExecutionNotifications", list);
	lw_out_text(&r->out, "\n],\"invocations\":[");
	j.failed = j.failed || !lw_json_write(&r->out, invocation);
	json_decref(invocation);
	lw_out_text(&r->out, "]}]}\n");
	return !j.failed || lw_fail(err, LW_E_NOMEM, "out of memory");
}

const struct lw_renderer lw_render_sarif = {.begin = begin, .end = end, .check = check, .failure = failure};
