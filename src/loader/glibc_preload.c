/* SPDX-License-Identifier: Apache-2.0 */
/* LD_PRELOAD and /etc/ld.so.preload (glibc elf/rtld.c handle_preload_list, do_preload, dl_main). What cannot be
 * preloaded is ignored with a message. */
#include "loader/glibc.h"

#include <string.h>

#include "base/fail.h"

#define PRELOAD_FILE "/etc/ld.so.preload"
#define LARGEST_FILE ((uint64_t)1 << 20)
#define LONGEST_SECURE_NAME 255
#define LONGEST_NAME 4096

typedef LW_VEC(struct gl_map *) map_vec;

static bool one(struct gl_process *p, const char *name, const char *where, map_vec *out, struct lw_error *err) {
	struct lw_edge *e = lw_build_edge(&p->b, p->main->id, LW_EDGE_PRELOAD, err);
	if (e == NULL)
		return false;
	e->name = e->raw_name = name;
	const struct gl_request rq = lw_gl_request_of(p, e);
	const uint32_t before = p->maps.n, edge = e->id;
	struct gl_map *l;
	struct gl_found found;
	LW_TRY(lw_gl_map_object(p, &rq, edge, &l, &found, err));
	if (l == NULL) {
		p->b.edges.at[edge].how = LW_HOW_IGNORED;
		return lw_build_warning(&p->b, err, "object '%s' from %s cannot be preloaded (%s): ignored.", name,
					where, lw_gl_why_not(p, &found));
	}
	if (p->maps.n == before)
		return true;
	struct gl_map **slot = lw_vec_add(p->a, out, err);
	if (slot == NULL)
		return false;
	*slot = l;
	return true;
}

/* dso_name_valid_for_suid */
static bool allowed(const struct gl_process *p, const char *name) {
	if (*name == '\0')
		return false;
	return !p->w->secure || (strlen(name) < LONGEST_SECURE_NAME && strchr(name, '/') == NULL);
}

static bool from_list(struct gl_process *p, const char *list, map_vec *out, struct lw_error *err) {
	for (const char *at = list; *at != '\0'; at += *at != '\0') {
		size_t n = strcspn(at, " :");
		const char *name = lw_strndup(p->a, at, n < LONGEST_NAME ? n : 0, err);
		if (name == NULL)
			return false;
		if (allowed(p, name))
			LW_TRY(one(p, name, "LD_PRELOAD", out, err));
		at += n;
	}
	return true;
}

static bool from_text(struct gl_process *p, struct lw_span text, map_vec *out, struct lw_error *err) {
	char *copy = lw_strndup(p->a, text.len == 0 ? "" : (const char *)text.ptr, (size_t)text.len, err);
	if (copy == NULL)
		return false;
	bool comment = false;
	for (uint64_t i = 0; i < text.len; i++) {
		if (copy[i] == '#')
			comment = true;
		if (copy[i] == '\n')
			comment = false;
		if (comment || copy[i] == '\0')
			copy[i] = ' ';
	}
	for (char *at = copy; *at != '\0';) {
		size_t n = strcspn(at, ": \t\n");
		const char *name = lw_strndup(p->a, at, n, err);
		if (name == NULL)
			return false;
		if (n != 0)
			LW_TRY(one(p, name, PRELOAD_FILE, out, err));
		at += n + (at[n] != '\0');
	}
	return true;
}

static bool from_file(struct gl_process *p, map_vec *out, struct lw_error *err) {
	struct lw_probe probe = {.op = LW_OP_ACCESS,
				 .rule = LW_RULE_PRELOAD,
				 .verdict = LW_VERDICT_CONFIG,
				 .path = PRELOAD_FILE,
				 .object = LW_NO_ID,
				 .edge = LW_NO_ID};
	probe.sys = p->s->fs->ops->access(p->s->fs, PRELOAD_FILE);
	LW_TRY(lw_build_probe(&p->b, probe, err));
	if (probe.sys != 0)
		return true;
	struct lw_span text = {NULL, 0};
	LW_TRY(lw_session_slurp(p->s, PRELOAD_FILE, LARGEST_FILE, p->a, &text, &probe.sys, err));
	probe.op = LW_OP_OPEN;
	LW_TRY(lw_build_probe(&p->b, probe, err));
	return probe.sys != 0 || from_text(p, text, out, err);
}

bool lw_gl_preload(struct gl_process *p, struct gl_map ***out, uint32_t *n, struct lw_error *err) {
	map_vec v = {0};
	const char *list = lw_world_getenv(p->w, "LD_PRELOAD");
	if (list != NULL)
		LW_TRY(from_list(p, list, &v, err));
	LW_TRY(from_file(p, &v, err));
	*out = v.at;
	*n = v.n;
	return true;
}
