/* SPDX-License-Identifier: Apache-2.0 */
/* `ps` for people: what is loaded in its order, then what is wrong with it. */
#include <string.h>

#include "report/text.h"

#define BUILD_ID_SHOWN 8

static const char *name_of(const struct lw_mapped *m) {
	if (m->soname != NULL)
		return m->soname;
	return m->kind == LW_MAPPED_VDSO && m->name != NULL ? m->name : lw_path_base(m->path);
}

/* "ad27d1f3  opened later  GONE"; escaped, in the arena. */
static const char *right(struct lw_report *r, const struct lw_mapped *m, struct lw_error *err) {
	static const char *const since[] = {[LW_SINCE_UNKNOWN] = "",
					    [LW_SINCE_START] = "",
					    [LW_SINCE_OPENED] = "  opened later",
					    [LW_SINCE_OPENED_WITH] = "  came with it"};
	const char *wrong = m->gone            ? "  GONE"
		: m->today == LW_TODAY_MISSING ? "  NOT FOUND TODAY"
		: m->today == LW_TODAY_OTHER   ? "  OTHER TODAY"
		: m->memfd                     ? "  memfd"
					       : "";
	const char *id = m->build_id == NULL ? "-" : m->build_id;
	const char *ns =
		m->ns == 0 || m->ns == LW_NO_ID ? "" : lw_sprintf(&r->arena, err, "  name space %u", (unsigned)m->ns);
	return ns == NULL ? NULL
			  : lw_sprintf(&r->arena, err, "%-*.*s%s%s%s", BUILD_ID_SHOWN, BUILD_ID_SHOWN, id,
				       since[m->since], ns, wrong);
}

static bool rows(struct lw_report *r, const struct lw_process *p, struct lw_error *err) {
	struct lw_rows list = {0};
	for (uint32_t i = 0; i < p->n_objects; i++) {
		const struct lw_mapped *m = &p->objects[i];
		struct lw_row *row = lw_vec_add(&r->arena, &list, err);
		if (row == NULL)
			return false;
		*row = (struct lw_row){.number = i + 1,
				       .name = lw_text_safe(&r->arena, name_of(m), err),
				       .path = lw_text_safe(&r->arena, m->path, err),
				       .right = right(r, m, err),
				       .right_style = lw_mapped_is_wrong(m) ? LW_STYLE_WARN : LW_STYLE_DIM};
		if (row->name == NULL || row->path == NULL || row->right == NULL)
			return false;
	}
	lw_rows_write(&r->out, &list);
	return true;
}

static void today(struct lw_out *o, const struct lw_mapped *m) {
	switch (m->today) {
	case LW_TODAY_OTHER:
		lw_out_text(o, "today ");
		lw_out_name(o, m->today_path);
		lw_out_text(o, m->today_same_build ? " (another file, with the same build-id)" : " (another file)");
		break;
	case LW_TODAY_MISSING:
		lw_out_text(o, "today it is not found");
		break;
	default:
		lw_out_text(o, m->today == LW_TODAY_SAME ? "today the same" : "what it would be today is not known");
	}
}

static void wrong(struct lw_out *o, const struct lw_mapped *m) {
	lw_out_text(o, "  ");
	lw_out_style(o, LW_STYLE_WARN);
	lw_out_name(o, name_of(m));
	lw_out_style(o, LW_STYLE_PLAIN);
	lw_out_text(o, ": mapped ");
	lw_out_name(o, m->path);
	lw_out_text(o, m->gone ? " (deleted); " : "; ");
	today(o, m);
	lw_out_text(o, "\n");
}

static void copy(struct lw_out *o, const struct lw_process *p, const struct lw_mapped_copy *c) {
	const struct lw_mapped *one = &p->objects[c->first], *two = &p->objects[c->second];
	bool any = false;
	lw_out_text(o, "  ");
	lw_out_styled(o, c->apart ? LW_STYLE_DIM : LW_STYLE_WARN, "two copies");
	lw_out_text(o, " of ");
	lw_out_name(o, name_of(one));
	lw_out_text(o, ": ");
	lw_out_name(o, one->path);
	lw_out_text(o, " and ");
	lw_out_name(o, two->path);
	lw_out_text(o, " (");
#define X(code, bit, name, words) \
	if ((c->reasons & (bit)) != 0) { \
		lw_out_text(o, any ? ", " : ""); \
		lw_out_text(o, words); \
		any = true; \
	}
	LW_COPY_REASONS(X)
#undef X
	lw_out_text(o, c->apart ? "; in name spaces of their own)\n" : ")\n");
}

static void head(struct lw_out *o, const struct lw_process *p) {
	lw_out_style(o, LW_STYLE_TITLE);
	lw_out_fmt(o, "%lu ", (unsigned long)p->pid);
	lw_out_name(o, p->exe);
	lw_out_style(o, LW_STYLE_PLAIN);
	lw_out_text(o, "\n");
	if (!p->elsewhere)
		return;
	lw_out_style(o, LW_STYLE_DIM);
	lw_out_text(o, "  root ");
	lw_out_name(o, p->root);
	lw_out_text(o, strcmp(p->root, "/") == 0 ? " of another mount name space\n" : "\n");
	lw_out_style(o, LW_STYLE_PLAIN);
}

static void sum(struct lw_out *o, const struct lw_process *p) {
	uint32_t n = 0, later = 0;
	for (uint32_t i = 0; i < p->n_objects; i++) {
		const struct lw_mapped *m = &p->objects[i];
		n += m->kind == LW_MAPPED_LIBRARY || m->kind == LW_MAPPED_LOADER;
		later += m->since == LW_SINCE_OPENED || m->since == LW_SINCE_OPENED_WITH;
	}
	lw_out_text(o, "  ");
	lw_text_count(o, n, "library", "libraries");
	if (p->is_static)
		lw_out_text(o, "; the program is static");
	if (later != 0)
		lw_out_fmt(o, ", %u of them opened later", (unsigned)later);
	lw_out_text(o, p->has_list || p->is_static ? "\n" : "; in the order of their addresses\n");
}

bool lw_text_process(struct lw_report *r, const struct lw_process *p, struct lw_error *err) {
	struct lw_out *o = &r->out;
	if (r->opts.quiet && !lw_process_is_wrong(p))
		return true;
	lw_report_separate(r, "", "");
	head(o, p);
	if (!r->opts.quiet && !rows(r, p, err))
		return false;
	for (uint32_t i = 0; i < p->n_objects; i++)
		if (lw_mapped_is_wrong(&p->objects[i]))
			wrong(o, &p->objects[i]);
	for (uint32_t i = 0; i < p->n_copies; i++)
		if (!r->opts.quiet || !p->copies[i].apart)
			copy(o, p, &p->copies[i]);
	if (r->opts.quiet)
		return true;
	for (uint32_t i = 0; i < p->n_notes; i++) {
		lw_out_text(o, "  note: ");
		lw_out_name(o, p->notes[i]);
		lw_out_text(o, "\n");
	}
	sum(o, p);
	return true;
}
