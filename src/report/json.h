/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON objects that are filled without a test at each step: once memory has run out, lw_json_ok says so. Values are
 * handed over to the object or list that they are put into.
 */
#ifndef LW_REPORT_JSON_H
#define LW_REPORT_JSON_H

#include <jansson.h>

#include "report/render.h"

struct lw_json {
	bool failed;
};

json_t *lw_json_object(struct lw_json *j);
json_t *lw_json_list(struct lw_json *j);
void lw_json_put(struct lw_json *j, json_t *object, const char *key, json_t *value);
void lw_json_add(struct lw_json *j, json_t *list, json_t *value);
/* A string at the end of a list; bytes that are no UTF-8 become U+FFFD. */
void lw_json_add_text(struct lw_json *j, json_t *list, const char *text);
/* A list of them. */
json_t *lw_json_texts(struct lw_json *j, const char *const *at, uint32_t n);
/* {"manager", "name", "version"}, or null where nobody is known; license: that member, too. */
struct lw_owner;
json_t *lw_json_owner(struct lw_json *j, const struct lw_owner *owner, bool license);
/* A string; NULL gives null. Where it is not UTF-8, KEY_hex has the true bytes. */
void lw_json_text(struct lw_json *j, json_t *object, const char *key, const char *text);
void lw_json_number(struct lw_json *j, json_t *object, const char *key, uint64_t n);
void lw_json_bool(struct lw_json *j, json_t *object, const char *key, bool yes);
/* An id; LW_NO_ID gives null. */
void lw_json_id(struct lw_json *j, json_t *object, const char *key, uint32_t id);
/* "build_id" as hexadecimal digits, or null. img may be NULL. */
void lw_json_build_id(struct lw_json *j, json_t *object, const struct lw_image *img);
/* An object with code, message and offset. */
void lw_json_error(struct lw_json *j, json_t *object, const char *key, const struct lw_error *what);
/* The value on one line; false where memory has run out. */
bool lw_json_write(struct lw_out *o, const json_t *value);
/* Writes one result behind those before it and lets it go. */
bool lw_json_result(struct lw_report *r, struct lw_json *j, json_t *result, struct lw_error *err);

/* json_world.c */
void lw_json_head(struct lw_json *j, json_t *result, const struct lw_graph *g);
/* json_edge.c: an edge without its probes; one probe. */
json_t *lw_json_edge(struct lw_json *j, const struct lw_edge *e);
json_t *lw_json_probe(struct lw_json *j, const struct lw_probe *p);
/* json_tree.c, json_why.c */
bool lw_json_tree(struct lw_report *r, const struct lw_graph *g, const struct lw_graph *without, struct lw_error *err);
bool lw_json_why(struct lw_report *r, const struct lw_graph *g, const struct lw_why *why, struct lw_error *err);

#endif
