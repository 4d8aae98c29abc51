/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs world files in memory and compares what comes of them with their `expect` lines. Prints TAP. With --print FILE
 * it prints the answer instead, ready to be put under `expect` once it was read and found right.
 */
#include <stdio.h>
#include <string.h>

#include "session/session.h"
#include "worldtool.h"

struct lines {
	struct lw_arena *a;
	LW_VEC(const char *) v;
};

static bool keep(void *ctx, const char *line, struct lw_error *err) {
	struct lines *l = ctx;
	const char **slot = lw_vec_add(l->a, &l->v, err);
	if (slot == NULL)
		return false;
	*slot = line;
	return true;
}

/* Stands for the empty list of probes. */
static const char no_probes[] = "probes none";

static bool is_probe(const char *line) {
	return strncmp(line, "open ", 5) == 0 || strncmp(line, "stat ", 5) == 0;
}

static bool is_edge(const char *line) {
	return strncmp(line, "edge ", 5) == 0 || strncmp(line, "shadow ", 7) == 0;
}

/* Which kinds of line the world speaks of. */
static unsigned asked(const struct lw_worldfile *w) {
	unsigned what = LW_EXPECT_LOADS;
	for (uint32_t i = 0; i < w->expect.n; i++)
		what |= is_probe(w->expect.at[i]) || strcmp(w->expect.at[i], no_probes) == 0 ? LW_EXPECT_PROBES
			: is_edge(w->expect.at[i])                                           ? LW_EXPECT_EDGES
											     : 0;
	return what;
}

/* The i-th line of one kind; kinds are compared apart, so that probes may stand anywhere. */
static const char *pick(const char *const *at, uint32_t n, int kind, uint32_t i) {
	for (uint32_t k = 0; k < n; k++) {
		int is = strcmp(at[k], no_probes) == 0 ? -1 : is_probe(at[k]) ? 1 : is_edge(at[k]) ? 2 : 0;
		if (is == kind && i-- == 0)
			return at[k];
	}
	return NULL;
}

static bool compare(const struct lw_worldfile *w, const struct lines *got) {
	bool same = true;
	for (int kind = 0; kind < 3; kind++)
		for (uint32_t i = 0;; i++) {
			const char *want = pick(w->expect.at, w->expect.n, kind, i);
			const char *have = pick(got->v.at, got->v.n, kind, i);
			if (want == NULL && have == NULL)
				break;
			if (want != NULL && have != NULL && strcmp(want, have) == 0)
				continue;
			printf("# want %s\n# have %s\n", want == NULL ? "(no more)" : want,
			       have == NULL ? "(no more)" : have);
			same = false;
			if (want == NULL || have == NULL)
				break;
		}
	return same;
}

static bool answer(struct lw_worldfile *w, const char *path, unsigned what, struct lines *got) {
	struct lw_error err;
	struct lw_session *s = NULL;
	const struct lw_graph *g;
	lw_error_clear(&err);
	bool ok = lw_session_new_on(&w->fs.fs, &s, &err) && lw_graph_build(s, &w->world, w->ask_path, &g, &err) &&
		lw_worldfile_answer(s, g, w->ask_library, what, got->a, keep, got, &err);
	if (!ok) {
		worldtool_say(path, &err);
		char *line = lw_sprintf(got->a, &err, "error %s", lw_code_name(err.code));
		lw_error_clear(&err);
		ok = line != NULL && keep(got, line, &err);
	}
	/* Lines were made in the caller's arena, but their words may lie in the session. */
	for (uint32_t i = 0; ok && i < got->v.n; i++)
		ok = (got->v.at[i] = lw_strdup(got->a, got->v.at[i], &err)) != NULL;
	lw_session_free(s);
	return ok;
}

static bool run(const char *path, bool print) {
	struct lw_arena a = {0};
	struct lw_worldfile *w = worldtool_read(path, &a);
	bool ok = w != NULL;
	if (ok && w->ask_path == NULL) {
		fprintf(stderr, "%s: asks nothing\n", path);
		ok = false;
	}
	struct lines got = {.a = &a};
	ok = ok && answer(w, path, print ? 7 : asked(w), &got);
	for (uint32_t i = 0; ok && print && i < got.v.n; i++)
		printf("\t%s\n", got.v.at[i]);
	ok = ok && (print || compare(w, &got));
	lw_arena_free(&a);
	return ok;
}

int main(int argc, char **argv) {
	if (argc == 3 && strcmp(argv[1], "--print") == 0)
		return run(argv[2], true) ? 0 : 1;
	int failed = argc < 2;
	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		bool ok = run(argv[i], false);
		printf("%sok %d - %s\n", ok ? "" : "not ", i,
		       strrchr(argv[i], '/') == NULL ? argv[i] : strrchr(argv[i], '/') + 1);
		failed += !ok;
	}
	return failed != 0;
}
