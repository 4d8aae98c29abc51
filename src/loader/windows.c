/* SPDX-License-Identifier: Apache-2.0 */
/* The start of a program under Windows, or the load of a library, from the file to the finished graph. */
#include "loader/windows.h"

#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "names/pe_names.h"

#define NEWEST_WINDOWS 11

static bool set_facts(struct wi_process *p, struct lw_error *err) {
	struct lw_loader_facts *f = &p->b.out.loader;
	const uint32_t *os = p->w->os_version;
	f->kind = "windows";
	f->version_assumed = os[0] == 0;
	f->version_from = f->version_assumed ? "assumed: nothing tells it" : "as it was asked for";
	f->version = lw_sprintf(p->a, err, os[1] == 0 ? "%u" : "%u.%u", os[0] == 0 ? NEWEST_WINDOWS : (unsigned)os[0],
				(unsigned)os[1]);
	f->platform = lw_pe_machine_name(p->b.out.image->machine);
	if (f->platform == NULL)
		f->platform = "unknown";
	return f->version != NULL;
}

/* The interpreter runs before its extension module is loaded: what it has loaded counts. */
static bool start_host(struct wi_process *p, const char *path, struct lw_error *err) {
	const struct lw_file *f = NULL;
	const struct lw_image *img;
	struct wi_refusal no;
	int sys;
	if (path == NULL)
		return true;
	LW_TRY(lw_session_load(p->s, path, &f, &sys, err));
	if (f == NULL)
		return true;
	LW_TRY(lw_wi_judge(p, f, &img, &no, err));
	if (img == NULL)
		return lw_build_note(&p->b, err, "%s is not what loads this file: %s", path, no.why);
	const struct wi_found found = {.file = f, .img = img, .path = path};
	struct lw_edge *e = lw_build_edge(&p->b, LW_NO_ID, LW_EDGE_HOST, err);
	if (e == NULL)
		return false;
	e->name = e->raw_name = lw_wi_base(path);
	const uint32_t id = e->id;
	p->host = lw_wi_module_new(p, e->name, &found, LW_ROLE_LIBRARY, err);
	uint32_t *slot = p->host == NULL ? NULL : lw_vec_add(p->a, &p->b.order, err);
	if (slot == NULL)
		return false;
	*slot = p->host->id;
	p->b.edges.at[id].how = LW_HOW_SEARCH;
	p->b.edges.at[id].to = p->host->id;
	p->b.objects.at[p->host->id].first_edge = id;
	p->b.objects.at[p->host->id].rule = LW_RULE_NONE;
	return true;
}

/* Python loads python3.dll from beside itself before any extension module (CPython Python/dynload_win.c,
 * _Py_CheckPython3). */
static bool start_stable_abi(struct wi_process *p, struct lw_error *err) {
	const char *path;
	struct wi_module *m = NULL;
	LW_TRY(lw_wi_find(p, p->host->dir, "python3.dll", &path, err));
	if (path == NULL)
		return true;
	struct lw_edge *e = lw_build_edge(&p->b, p->host->id, LW_EDGE_HOST, err);
	if (e == NULL)
		return false;
	e->name = e->raw_name = path;
	const struct wi_mode mode = {WI_SEARCH_DEFAULT_DIRS, NULL};
	const struct wi_request rq = {
		.name = path, .from = p->host, .mode = mode, .below = mode, .by_path = true, .delay = true};
	LW_TRY(lw_wi_load(p, &rq, e->id, &m, err));
	return m == NULL || lw_wi_walk(p, m, false, err);
}

static bool load_all(struct wi_process *p, struct lw_error *err) {
	LW_TRY(lw_wi_check_context(p, p->context, p->main, err));
	if (p->b.out.stopped != NULL)
		return true;
	if (p->host != NULL)
		LW_TRY(lw_wi_walk(p, p->host, false, err) && start_stable_abi(p, err));
	LW_TRY(lw_wi_walk(p, p->main, false, err));
	for (uint32_t i = 0; i < p->modules.n; i++)
		LW_TRY(lw_wi_walk(p, p->modules.at[i], true, err));
	return true;
}

/* The file was opened by the rules of this system, where ".." follows links; Windows folds it. */
static bool without_dots(struct lw_session *s, const char **path, struct lw_error *err) {
	const char *slash = strrchr(*path, '/'), *real;
	int sys;
	if (strstr(*path, "/../") == NULL)
		return true;
	const char *dir = lw_strndup(&s->graphs, *path, (size_t)(slash - *path), err);
	LW_TRY(dir != NULL && lw_session_realpath(s, dir, &real, &sys, err));
	if (real != NULL)
		*path = lw_sprintf(&s->graphs, err, "%s%s", real[1] == '\0' ? "" : real, slash);
	return *path != NULL;
}

/* A folder of one letter is a drive in another system's tree, unless that is Windows' own drive; on this system's only
 * if a Windows lies there. */
static bool tell_drives(struct wi_process *p, const char *path, struct lw_error *err) {
	const char *system, *there;
	const char *on_drive = lw_strndup(p->a, path, 1 + strcspn(path + 1, "/"), err);
	LW_TRY(on_drive != NULL && lw_session_spell(p->s, "/Windows/System32", &system, err));
	LW_TRY(lw_wi_find(p, on_drive, "Windows/System32", &there, err));
	const bool here = p->s->fs == &p->s->near_fs.fs;
	p->drives = system == NULL && lw_wi_on_drive(path) && (!here || there != NULL);
	return true;
}

static bool new_process(struct lw_session *s, const struct lw_world *w, const char *path, const struct lw_file *file,
			struct wi_process **out, struct lw_error *err) {
	struct wi_process *p = lw_alloc(&s->graphs, 1, sizeof *p, err);
	const char *spelled;
	if (p == NULL)
		return false;
	*out = p;
	p->s = s;
	p->a = p->b.arena = &s->graphs;
	p->w = w;
	p->record = true;
	p->edge = LW_NO_ID;
	p->b.out = (struct lw_graph){
		.file = path, .root = s->root, .world = w, .loader_state = p, .image = file->images[0]};
	const char *abs = lw_path_absolute(p->a, w->cwd, path, err);
	if (abs == NULL)
		return false;
	LW_TRY(without_dots(s, &abs, err) && tell_drives(p, abs, err));
	LW_TRY(lw_wi_path(p, "/", w->cwd, &p->cwd, err) && lw_wi_path(p, "/", abs, &spelled, err));
	if (p->cwd == NULL)
		p->cwd = "/";
	LW_TRY(spelled == NULL || lw_session_spell(s, spelled, &spelled, err));
	const struct wi_found f = {.file = file, .img = file->images[0], .path = spelled == NULL ? abs : spelled};
	p->main = lw_wi_module_new(p, path, &f, LW_ROLE_PROGRAM, err);
	return p->main != NULL;
}

bool lw_wi_run(struct lw_session *s, const struct lw_world *w, const struct lw_machine *m, const char *path,
	       const struct lw_file *file, const struct lw_graph **out, struct lw_error *err) {
	struct wi_process *p;
	const char *host;
	(void)m;
	LW_TRY(new_process(s, w, path, file, &p, err) && set_facts(p, err));
	LW_TRY(lw_wi_start(p, p->main->path, p->main->img, &p->main->mode, &host, err) && start_host(p, host, err));
	LW_TRY(lw_wi_configure(p, file, p->main->path, err));
	LW_TRY(load_all(p, err) && lw_wi_tell(p, err));
	return lw_build_finish(&p->b, out, err);
}
