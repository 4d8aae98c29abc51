/* SPDX-License-Identifier: Apache-2.0 */
/*
 * init_order [--sort 1|2] [--env NAME=VALUE] FILE…: the order in which glibc's loader calls the initialisers and
 * finalisers of a program and its libraries: lines "= FILE", then "init PATH" and "fini PATH". tests/live/init_order.py
 * compares them with the loader.
 */
#include <stdio.h>
#include <string.h>

#include "graph/ask.h"
#include "linkwright/session.h"
#include "loader/glibc_order.h"

#define MOST_ENV 8

struct options {
	enum lw_glibc_sort sort;
	const char *env[MOST_ENV];
	size_t n_env;
};

static void say(const struct lw_graph *g, const char *word, const uint32_t *order, uint32_t n) {
	for (uint32_t i = 0; i < n; i++)
		printf("%s %s\n", word, lw_object_label(g, order[i]));
}

static bool tell(struct lw_session *s, const struct options *o, const char *path, struct lw_error *err) {
	const struct lw_world w = {.sz = sizeof w, .cwd = "/", .env = o->env, .n_env = o->n_env};
	const struct lw_graph *g;
	struct lw_arena a = {0};
	const uint32_t *order;
	uint32_t n;
	printf("= %s\n", path);
	if (!lw_graph_build(s, &w, path, &g, err))
		return false;
	if (g->stopped != NULL)
		printf("stopped %s\n", g->stopped);
	bool ok = lw_glibc_init_order_by(g, o->sort, &a, &order, &n, err);
	if (ok) {
		say(g, "init", order, n);
		ok = lw_glibc_fini_order_by(g, o->sort, &a, &order, &n, err);
	}
	if (ok)
		say(g, "fini", order, n);
	lw_arena_free(&a);
	return ok;
}

static int take_options(struct options *o, int argc, char **argv) {
	int i = 1;
	for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
		if (strcmp(argv[i], "--sort") == 0)
			o->sort = argv[i + 1][0] == '1' ? LW_GLIBC_SORT_ORIGINAL : LW_GLIBC_SORT_DFS;
		else if (strcmp(argv[i], "--env") == 0 && o->n_env < MOST_ENV)
			o->env[o->n_env++] = argv[i + 1];
		else
			return argc;
	}
	return i;
}

int main(int argc, char **argv) {
	struct lw_session *s = NULL;
	struct lw_error err = {0};
	struct options o = {0};
	int status = 0, i = take_options(&o, argc, argv);
	if (i >= argc || !lw_session_new(&s, &err))
		return 2;
	for (; i < argc; i++) {
		if (!tell(s, &o, argv[i], &err)) {
			printf("! %s\n", err.text);
			lw_error_clear(&err);
			status = 1;
		}
		lw_session_forget(s);
	}
	lw_session_free(s);
	return status;
}
