/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bindings FILE…: what each symbol of a program and its libraries is bound to, one line for each: the object that
 * refers to it, the one that has it, the symbol, the version, the state. tests/live/bindings.py compares it with the
 * loader. bindings --overlap A B: names in common, those of A, those of B.
 */
#include <stdio.h>
#include <string.h>

#include "graph/ask.h"
#include "linkwright/bind.h"
#include "linkwright/session.h"

static const char *const states[] = {"found", "absent", "nowhere", "not-in-file", "abort", "unknown"};

static bool bindings(struct lw_session *s, const char *path, struct lw_error *err) {
	const struct lw_world w = {.sz = sizeof w, .cwd = "/"};
	const struct lw_graph *g;
	const struct lw_bindings *b;
	if (!lw_graph_build(s, &w, path, &g, err) || !lw_bind_graph(s, g, &b, err))
		return false;
	printf("= %s\n", path);
	for (uint32_t i = 0; i < b->n; i++) {
		const struct lw_binding *x = &b->list[i];
		printf("%s\t%s\t%s\t%s\t%s\n", lw_object_label(g, x->object),
		       x->provider == LW_NO_ID ? "-" : lw_object_label(g, x->provider), x->name,
		       x->version == NULL ? "" : x->version, states[x->state]);
	}
	if (b->unreadable != NULL)
		printf("! %s: %s\n", b->unreadable->subject, b->unreadable->text);
	return true;
}

static bool overlap(struct lw_session *s, char **names, struct lw_error *err) {
	const struct lw_file *x, *y;
	uint32_t both, n_x, n_y;
	int sys;
	if (!lw_session_load(s, names[0], &x, &sys, err) || !lw_session_load(s, names[1], &y, &sys, err) || x == NULL ||
	    y == NULL || !lw_bind_overlap(s, x, y, &both, &n_x, &n_y, err))
		return false;
	printf("%u %u %u\n", both, n_x, n_y);
	return true;
}

int main(int argc, char **argv) {
	struct lw_session *s = NULL;
	struct lw_error err = {0};
	int status = 0;
	if (!lw_session_new(&s, &err))
		return 2;
	if (argc == 4 && strcmp(argv[1], "--overlap") == 0)
		status = overlap(s, argv + 2, &err) ? 0 : 2;
	else
		for (int i = 1; i < argc; i++) {
			if (!bindings(s, argv[i], &err)) {
				printf("= %s\n! %s\n", argv[i], err.text);
				lw_error_clear(&err);
				status = 1;
			}
			lw_session_forget(s);
		}
	lw_session_free(s);
	return status;
}
