/* SPDX-License-Identifier: Apache-2.0 */
/* A policy or a distribution for people. */
#include <string.h>

#include "report/text.h"

#define WIDTH 100

/* Words in lines of their own, below what they are. */
struct lines {
	struct lw_out *o;
	size_t column;
};

static void word(struct lines *l, const char *at, size_t n) {
	if (l->column != 0 && l->column + 1 + n > WIDTH) {
		lw_out_text(l->o, "\n");
		l->column = 0;
	}
	lw_out_text(l->o, l->column == 0 ? "    " : " ");
	l->column += l->column == 0 ? 4 : 1;
	lw_out_bytes(l->o, at, n);
	l->column += n;
}

static void end(struct lines *l) {
	lw_out_text(l->o, l->column == 0 ? "" : "\n");
	l->column = 0;
}

static void list(struct lw_out *o, const struct lw_policy *p, enum lw_policy_list which, const char *key) {
	struct lw_policy_walk walk = {.policy = p, .list = which, .key = key};
	struct lines lines = {o, 0};
	struct lw_policy_word w;
	while (lw_policy_next(&walk, &w))
		word(&lines, w.at, w.n);
	end(&lines);
}

static void banned(struct lw_out *o, const struct lw_policy *p) {
	struct lw_policy_walk walk = {.policy = p, .list = LW_POLICY_BANNED};
	struct lines lines = {o, 0};
	struct lw_policy_word w;
	for (const char *last = NULL; lw_policy_next(&walk, &w); last = w.key) {
		if (last == NULL || strcmp(last, w.key) != 0) {
			end(&lines);
			lw_out_fmt(o, "  symbols of %s that it bans\n", w.key);
		}
		word(&lines, w.at, w.n);
	}
	end(&lines);
}

bool lw_text_policy(struct lw_report *r, const struct lw_policy *p, struct lw_error *err) {
	struct lw_out *o = &r->out;
	const char *machine;
	(void)err;
	lw_report_separate(r, "", "");
	lw_out_styled(o, LW_STYLE_TITLE, p->name);
	lw_out_fmt(o, "%s%s: wheels for %s\n", p->alias == NULL ? "" : ", also ", p->alias == NULL ? "" : p->alias,
		   p->libc);
	lw_out_text(o, "  libraries that are left to the system\n");
	list(o, p, LW_POLICY_LIBRARIES, NULL);
	for (unsigned i = 0; (machine = lw_policy_machine(i)) != NULL; i++) {
		if (!lw_policy_has_machine(p, machine))
			continue;
		lw_out_fmt(o, "  versions for %s\n", machine);
		list(o, p, LW_POLICY_VERSIONS, machine);
	}
	banned(o, p);
	return true;
}

bool lw_text_distro(struct lw_report *r, const char *asked, struct lw_error *err) {
	struct lw_out *o = &r->out;
	const char *machine, *name = NULL;
	(void)err;
	lw_report_separate(r, "", "");
	for (unsigned i = 0; (machine = lw_policy_machine(i)) != NULL; i++) {
		const struct lw_distro *d = lw_distro_find(asked, machine);
		struct lines lines = {o, 0};
		if (d == NULL)
			continue;
		if (name == NULL) {
			lw_out_styled(o, LW_STYLE_TITLE, d->name);
			lw_out_fmt(o, ": glibc 2.%u\n", (unsigned)d->glibc_minor);
		}
		name = d->name;
		lw_out_fmt(o, "  newest versions for %s\n", machine);
		for (const char *at = d->offers; *at != '\0';) {
			const size_t n = strcspn(at, " ");
			word(&lines, at, n);
			at += n + (at[n] == ' ');
		}
		end(&lines);
	}
	return true;
}
