/* SPDX-License-Identifier: Apache-2.0 */
/* How people start things: a program, a library that some program loads, an extension module of Python (CPython
 * Python/dynload_win.c, since 3.8), with or without conda. */
#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "loader/windows.h"

/* The nearest directory at dir or above that holds name; NULL: none does. */
static bool above(struct wi_process *p, const char *dir, const char *name, const char **out, const char **found,
		  struct lw_error *err) {
	for (;;) {
		LW_TRY(lw_wi_find(p, dir, name, found, err));
		*out = *found != NULL ? dir : NULL;
		if (*found != NULL || dir[1] == '\0')
			return true;
		if ((dir = lw_wi_dir(p, dir, err)) == NULL)
			return false;
	}
}

static enum lw_start start_of(const struct wi_process *p, const char *path) {
	const enum lw_start given = p->w->windows.start;
	const size_t n = strlen(path);
	if (given != LW_START_AUTO)
		return given;
	return n > 4 && lw_ascii_same(path + n - 4, ".pyd") ? LW_START_PYTHON : LW_START_PROGRAM;
}

bool lw_wi_start(struct wi_process *p, const char *path, const struct lw_image *img, struct wi_mode *out,
		 const char **host, struct lw_error *err) {
	const enum lw_start start = start_of(p, path);
	const char *dir = lw_wi_dir(p, path, err), *python_dir, *python, *meta;
	*out = (struct wi_mode){0, NULL};
	*host = NULL;
	if (dir == NULL)
		return false;
	p->app_dir = dir;
	if (start == LW_START_CONDA)
		LW_TRY(above(p, dir, "conda-meta", &p->prefix, &meta, err));
	if (img->kind == LW_IMAGE_PROGRAM)
		return true;
	out->load_dir = dir;
	if (start == LW_START_PROGRAM)
		return true;
	out->flags = WI_SEARCH_DEFAULT_DIRS | WI_SEARCH_DLL_LOAD_DIR;
	LW_TRY(above(p, dir, "python.exe", &python_dir, &python, err));
	p->app_dir = python_dir;
	*host = python;
	if (p->prefix == NULL && start == LW_START_CONDA)
		p->prefix = python_dir;
	return true;
}
