/* SPDX-License-Identifier: Apache-2.0 */
/* What a search starts from: the directories of Windows, the process's variables, its map of API sets, redirection. */
#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "base/path.h"
#include "loader/windows.h"

#define MOST_MAP_BYTES ((uint64_t)4 << 20)
#define MOST_ELEMENTS 10000u

/* Names of variables have no case. Of several the last is the one that was asked for. */
static const char *variable(const struct lw_world *w, const char *name) {
	const size_t n = strlen(name);
	const char *value = NULL;
	for (size_t i = 0; i < w->n_env; i++)
		if (lw_ascii_begins(w->env[i], name) && w->env[i][n] == '=')
			value = w->env[i] + n + 1;
	return value;
}

static bool system_directories(struct wi_process *p, struct lw_error *err) {
	const char *given = variable(p->w, "SystemRoot"), *path, *sxs;
	p->windows_words = given == NULL || !lw_path_is_windows(given) ? "C:\\Windows" : given;
	LW_TRY(lw_wi_path(p, p->cwd, given == NULL ? p->windows_words : given, &path, err));
	if (path != NULL)
		LW_TRY(lw_session_spell(p->s, path, &p->windows_dir, err));
	p->assumed = p->windows_dir == NULL;
	if (p->assumed)
		return true;
	if (p->b.out.image->bits == 32)
		LW_TRY(lw_wi_find(p, p->windows_dir, "SysWOW64", &p->system_dir, err));
	p->wow64 = p->system_dir != NULL;
	if (p->system_dir == NULL)
		LW_TRY(lw_wi_find(p, p->windows_dir, "System32", &p->system_dir, err));
	p->assumed = p->system_dir == NULL;
	LW_TRY(lw_wi_find(p, p->windows_dir, "System", &p->system_16, err));
	LW_TRY(lw_wi_find(p, p->windows_dir, "WinSxS", &sxs, err));
	p->side_by_side = sxs != NULL;
	return true;
}

/* One that names no drive of the tree holds nothing. */
static bool add_dir(struct wi_process *p, const char *text, bool user, struct lw_error *err) {
	const char *path;
	LW_TRY(lw_wi_path(p, p->cwd, text, &path, err));
	if (path == NULL)
		return true;
	if ((user ? p->user_dirs.n : p->path.n) >= MOST_ELEMENTS)
		return lw_fail(err, LW_E_LIMIT, "more than %u directories are to be searched", MOST_ELEMENTS);
	const char **slot = user ? lw_vec_add(p->a, &p->user_dirs, err) : lw_vec_add(p->a, &p->path, err);
	if (slot != NULL)
		*slot = path;
	return slot != NULL;
}

/* Elements end at ";", and quotes are part of them; an empty one is the current directory (ntdll, RtlDosSearchPath_U;
 * so measured with Wine). */
static bool read_path(struct wi_process *p, const char *list, struct lw_error *err) {
	for (const char *at = list; at != NULL;) {
		const size_t n = strcspn(at, ";");
		const char *element = n == 0 ? "." : lw_strndup(p->a, at, n, err);
		LW_TRY(element != NULL && add_dir(p, element, false, err));
		at = at[n] == ';' ? at + n + 1 : NULL;
	}
	return true;
}

/* What activation of a conda environment puts before PATH (conda/activate.py, _get_path_dirs). */
static bool activated_path(struct wi_process *p, struct lw_error *err) {
	static const char *const below[] = {
		"", "/Library/mingw-w64/bin", "/Library/usr/bin", "/Library/bin", "/Scripts", "/bin"};
	for (size_t i = 0; p->prefix != NULL && i < sizeof below / sizeof below[0]; i++) {
		const char *dir = lw_strcat2(p->a, p->prefix, below[i], err);
		LW_TRY(dir != NULL && add_dir(p, dir, false, err));
	}
	return true;
}

/* What conda's own Python gives to AddDllDirectory (conda-forge's python, PC/_PathPatch). */
static bool conda_directories(struct wi_process *p, struct lw_error *err) {
	static const char *const below[] = {"/bin", "/Scripts", "/Library/bin", "/Library/usr/bin",
					    "/Library/mingw-w64/bin"};
	for (size_t i = 0; p->prefix != NULL && i < sizeof below / sizeof below[0]; i++) {
		const char *dir = lw_strcat2(p->a, p->prefix, below[i], err);
		LW_TRY(dir != NULL && add_dir(p, dir, true, err));
	}
	return true;
}

static bool directories(struct wi_process *p, bool program, struct lw_error *err) {
	const struct lw_windows *w = &p->w->windows;
	const char *list = variable(p->w, "PATH");
	if (w->start == LW_START_CONDA)
		LW_TRY(program ? activated_path(p, err) : conda_directories(p, err));
	for (uint32_t i = 0; i < w->n_user_dirs; i++)
		LW_TRY(add_dir(p, w->user_dirs[i], true, err));
	if (list != NULL && *list != '\0')
		LW_TRY(read_path(p, list, err));
	p->no_cwd = w->dll_directory != NULL;
	return w->dll_directory == NULL || *w->dll_directory == '\0' ||
		lw_wi_path(p, p->cwd, w->dll_directory, &p->dll_directory, err);
}

/* A DLL, or lines of text. */
static bool parse_map(struct lw_span bytes, struct lw_arena *a, struct lw_apiset **out, struct lw_error *err) {
	struct lw_source src;
	lw_source_of_memory(&src, bytes);
	if (bytes.len >= 2 && bytes.ptr[0] == 'M' && bytes.ptr[1] == 'Z')
		return lw_apiset_parse_dll(&src, a, out, err);
	return lw_apiset_parse_text(bytes, a, out, err);
}

/* That of the tree itself; one that cannot be read is none. */
static bool own_map(struct wi_process *p, struct lw_error *err) {
	const char *path = NULL;
	struct lw_span bytes;
	struct lw_apiset *set = NULL;
	struct lw_error what;
	int sys;
	lw_error_clear(&what);
	if (p->windows_dir != NULL)
		LW_TRY(lw_wi_find(p, p->windows_dir, "System32/apisetschema.dll", &path, err));
	if (path == NULL)
		return true;
	LW_TRY(lw_session_recall(p->s, "apiset", path, &set, err));
	p->apiset = set;
	if (set != NULL)
		return true;
	LW_TRY(lw_session_slurp(p->s, path, MOST_MAP_BYTES, p->a, &bytes, &sys, err));
	if (sys != 0)
		return lw_build_note(&p->b, err, "%s holds the map of API sets and cannot be read", path);
	if (!parse_map(bytes, &p->s->arena, &set, &what)) {
		if (what.code == LW_E_NOMEM)
			*err = what;
		return what.code != LW_E_NOMEM &&
			lw_build_note(&p->b, err, "%s gives no map of API sets: %s", path, what.text);
	}
	p->apiset = set;
	return lw_session_remember(p->s, "apiset", path, set, err);
}

static bool api_sets(struct wi_process *p, struct lw_error *err) {
	const struct lw_windows *w = &p->w->windows;
	struct lw_apiset *set;
	if (w->api_sets == NULL)
		return own_map(p, err);
	if (!parse_map((struct lw_span){w->api_sets, w->n_api_sets}, p->a, &set, err)) {
		lw_error_subject(err, "the map of API sets");
		return false;
	}
	p->apiset = set;
	return true;
}

/* prog.exe.local beside the program, a file or a directory; a manifest makes it count for nothing (Microsoft's page
 * "Dynamic-link library redirection"). */
static bool redirection(struct wi_process *p, const char *program, struct lw_error *err) {
	const char *path = program == NULL ? NULL : lw_strcat2(p->a, program, ".local", err), *found;
	bool is_dir;
	int sys;
	if (program == NULL)
		return true;
	LW_TRY(path != NULL && lw_session_spell(p->s, path, &found, err));
	if (found == NULL)
		return true;
	LW_TRY(lw_wi_config(p, LW_OP_STAT, found, LW_RULE_LOCAL, 0, err));
	if (p->context != NULL && !p->w->windows.dev_override)
		return lw_build_note(&p->b, err,
				     "%s does not count: the program has a manifest, and DevOverrideEnable is not set "
				     "(--windows dev-override=on)",
				     found);
	LW_TRY(lw_session_stat(p->s, found, &is_dir, &sys, err));
	p->local_dir = sys == 0 && is_dir ? found : p->app_dir;
	return true;
}

bool lw_wi_configure(struct wi_process *p, const struct lw_file *file, const char *path, struct lw_error *err) {
	const struct lw_image *img = file->images[0];
	const bool program = img->kind == LW_IMAGE_PROGRAM;
	LW_TRY(system_directories(p, err) && directories(p, program, err));
	LW_TRY(api_sets(p, err));
	const struct lw_file *exe = program ? file : p->host != NULL ? p->host->file : NULL;
	if (exe != NULL)
		LW_TRY(lw_wi_context_of(p, exe, 1, &p->context, err));
	return redirection(p, program ? path : p->host != NULL ? p->host->path : NULL, err);
}
