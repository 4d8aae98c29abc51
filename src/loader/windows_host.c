/* SPDX-License-Identifier: Apache-2.0 */
/* How people start things: a program, a library that some program loads, an extension module of Python (CPython
 * Python/dynload_win.c, since 3.8), with or without conda. */
#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "loader/windows.h"

#define LARGEST_CONFIG ((uint64_t)64 << 10)

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

/* A virtual environment has no Python of its own: pyvenv.cfg at its top tells where that is, "home = C:\Python311"
 * (Python's page on venv). */
static bool of_environment(struct wi_process *p, const char *dir, const char **python_dir, const char **python,
			   struct lw_error *err) {
	const char *at, *cfg, *home;
	struct lw_span bytes = {NULL, 0};
	int sys;
	LW_TRY(above(p, dir, "pyvenv.cfg", &at, &cfg, err));
	if (cfg == NULL)
		return true;
	LW_TRY(lw_session_slurp(p->s, cfg, LARGEST_CONFIG, p->a, &bytes, &sys, err));
	LW_TRY(lw_wi_config(p, LW_OP_OPEN, cfg, LW_RULE_APP_DIR, sys, err));
	char *text = lw_strndup(p->a, (const char *)bytes.ptr, (size_t)bytes.len, err);
	char *line = text == NULL ? NULL : strstr(text, "home = ");
	if (text == NULL || line == NULL || (line != text && line[-1] != '\n'))
		return text != NULL;
	line[strcspn(line, "\r\n")] = '\0';
	LW_TRY(lw_wi_path(p, at, line + strlen("home = "), &home, err));
	if (home == NULL)
		return true;
	LW_TRY(lw_wi_find(p, home, "python.exe", python, err));
	return *python == NULL || (*python_dir = lw_wi_dir(p, *python, err)) != NULL;
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
	if (python == NULL)
		LW_TRY(of_environment(p, dir, &python_dir, &python, err));
	p->app_dir = python_dir;
	*host = python;
	if (p->prefix == NULL && start == LW_START_CONDA)
		p->prefix = python_dir;
	return true;
}
