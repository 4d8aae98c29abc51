/* SPDX-License-Identifier: Apache-2.0 */
#include "os/resolve.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define MOST_LINKS 40 /* MAXSYMLINKS */
#define LONGEST_NAME 255
/* Links in links may leave much to come; the kernel has room for forty times a path, and nobody needs it. */
#define LONGEST_REST (4 * LW_LONGEST_PATH)
/* Bytes of settled paths that are gone through for one question: each look goes through all that is settled. */
#define MOST_WALKED ((size_t)4 << 20)

/* A path on its way: what is settled (in the caller's buffer), and what is still to come. */
struct way {
	const struct lw_tree *tree;
	char *done;
	char rest[LONGEST_REST];
	bool at_dir; /* what is settled is a directory */
	unsigned n_links;
	size_t n_walked;
};

static void drop_last(char *path) {
	char *slash = strrchr(path, '/');
	*(slash == path || slash == NULL ? path + 1 : slash) = '\0';
}

/* done gets one more part; false: it is too long then. */
static bool push(char *done, const char *name, size_t n) {
	size_t k = strlen(done);
	if (k + 1 + n + 1 > LW_LONGEST_PATH)
		return false;
	if (k > 1)
		done[k++] = '/';
	memcpy(done + k, name, n);
	done[k + n] = '\0';
	return true;
}

/* The target takes the place of the link, whose name is settled last; behind, in rest, is what came after it. */
static int follow(struct way *w, const char *target, const char *behind) {
	const size_t n = strlen(target), k = strlen(behind);
	if (++w->n_links > MOST_LINKS)
		return ELOOP;
	if (n == 0)
		return ENOENT;
	if (n + k + 1 > sizeof w->rest)
		return ENAMETOOLONG;
	memmove(w->rest + n, behind, k + 1); /* behind begins with a slash or is empty */
	memcpy(w->rest, target, n);
	if (target[0] == '/')
		memcpy(w->done, "/", 2);
	else
		drop_last(w->done);
	w->at_dir = true;
	return 0;
}

/* The first part of what is to come. */
static int step(struct way *w) {
	const char *from = w->rest + strspn(w->rest, "/");
	const size_t n = strcspn(from, "/");
	const char *behind = from + n;
	char target[LW_LONGEST_PATH];
	enum lw_entry what = LW_ENTRY_DIR;
	if (!w->at_dir)
		return ENOTDIR;
	w->n_walked += strlen(w->done);
	if (w->n_walked > MOST_WALKED)
		return ELOOP;
	const bool up = n == 2 && from[0] == '.' && from[1] == '.';
	int sys = 0;
	if (up || (n == 1 && from[0] == '.')) {
		sys = w->tree->search(w->tree->ctx, w->done);
		if (sys == 0 && up)
			drop_last(w->done);
	} else if (n > LONGEST_NAME) {
		sys = w->tree->search(w->tree->ctx, w->done);
		sys = sys != 0 ? sys : ENAMETOOLONG;
	} else if (!push(w->done, from, n)) {
		sys = ENAMETOOLONG;
	} else {
		sys = w->tree->look(w->tree->ctx, w->done, &what, target, sizeof target);
	}
	if (sys != 0)
		return sys;
	if (what == LW_ENTRY_LINK)
		return follow(w, target, behind);
	w->at_dir = what == LW_ENTRY_DIR;
	memmove(w->rest, behind, strlen(behind) + 1);
	return 0;
}

int lw_resolve(const struct lw_tree *tree, const char *path, char *out) {
	struct way w = {.tree = tree, .done = out, .at_dir = true};
	const size_t n = strlen(path);
	if (n == 0)
		return ENOENT;
	if (n >= LW_LONGEST_PATH)
		return ENAMETOOLONG;
	memcpy(w.rest, path, n + 1);
	memcpy(out, "/", 2);
	while (w.rest[strspn(w.rest, "/")] != '\0') {
		const int sys = step(&w);
		if (sys != 0)
			return sys;
	}
	/* A slash at the end asks for a directory; it is still there, also behind a link's target. */
	return w.rest[0] == '/' && !w.at_dir ? ENOTDIR : 0;
}
