/* SPDX-License-Identifier: Apache-2.0 */
/* The start of a program under musl, from the file to the finished graph (ldso/dynlink.c __dls3, load_deps). */
#include "loader/musl.h"

#include <ctype.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "os/errno_names.h"

static bool find_loader(struct mu_process *p, const struct lw_image *img, const struct lw_file **loader,
			struct lw_error *err) {
	struct lw_errno_buf words;
	const char *path = img->interp;
	int sys;
	if (path == NULL && (path = lw_sprintf(p->a, err, "/lib/ld-musl-%s.so.1", p->m->musl)) == NULL)
		return false;
	p->b.out.loader.path = path;
	const char *abs = lw_path_absolute(p->a, p->w->cwd, path, err);
	LW_TRY(abs != NULL && lw_session_load(p->s, abs, loader, &sys, err));
	if (*loader != NULL && (*loader)->image != NULL)
		return true;
	const char *why = sys != 0 ? lw_errno_words(sys, &words) : "it is no ELF file";
	*loader = NULL;
	if (img->interp == NULL)
		return lw_build_note(&p->b, err, "%s, the usual loader of this machine, cannot be read (%s)", path,
				     why);
	LW_TRY(lw_build_note(&p->b, err, "the interpreter %s cannot be read (%s): the program cannot be started here",
			     path, why));
	const char *text = lw_sprintf(p->a, err, "%s: %s", path, why);
	return text != NULL && lw_build_stop(&p->b, path, text, err);
}

static bool add_main(struct mu_process *p, const char *path, const struct lw_file *file, struct lw_error *err) {
	p->main = p->tail = lw_mu_dso_new(p, path, file, file->image, LW_ROLE_PROGRAM, err);
	if (p->main == NULL)
		return false;
	p->main->kernel_mapped = file->image->interp != NULL;
	return true;
}

static bool add_loader(struct mu_process *p, const struct lw_file *loader, struct lw_error *err) {
	if (loader == NULL)
		return true;
	p->self = lw_mu_dso_new(p, p->b.out.loader.path, loader, loader->image, LW_ROLE_LOADER, err);
	if (p->self == NULL)
		return false;
	p->b.objects.at[p->self->id].rule = LW_RULE_LOADER;
	return true;
}

/* getenv: of two values the first counts. */
static const char *variable(const struct mu_process *p, const char *name) {
	size_t from = 0;
	return p->w->secure ? NULL : lw_world_getenv_from(p->w, name, &from);
}

/* load_preload: what cannot be had is passed over in silence. */
static bool preload(struct mu_process *p, const char *list, struct lw_error *err) {
	for (const char *at = list; at != NULL && *at != '\0';) {
		while (*at != '\0' && (isspace((unsigned char)*at) || *at == ':'))
			at++;
		const char *end = at;
		while (*end != '\0' && !isspace((unsigned char)*end) && *end != ':')
			end++;
		const char *name = lw_strndup(p->a, at, (size_t)(end - at), err);
		struct lw_edge *e =
			name == NULL || *name == '\0' ? NULL : lw_build_edge(&p->b, p->main->id, LW_EDGE_PRELOAD, err);
		if (name == NULL || (e == NULL && *name != '\0'))
			return false;
		at = end;
		if (e == NULL)
			continue;
		e->name = e->raw_name = name;
		LW_TRY(lw_mu_load(p, e->id, err));
	}
	return true;
}

/* What one object needs, in the order of its dynamic section; filters mean nothing to musl. */
static bool load_direct_deps(struct mu_process *p, const struct mu_dso *d, struct lw_error *err) {
	for (uint32_t i = 0; i < d->img->n_needs; i++) {
		const struct lw_need *need = &d->img->needs[i];
		if (need->kind != LW_NEED_LIBRARY)
			continue;
		struct lw_edge *e = lw_build_edge(&p->b, d->id, LW_EDGE_NEEDED, err);
		if (e == NULL)
			return false;
		e->name = e->raw_name = need->name;
		e->off = need->off;
		LW_TRY(lw_mu_load(p, e->id, err));
	}
	return true;
}

static bool start(struct mu_process *p, struct lw_error *err) {
	p->env_path = variable(p, "LD_LIBRARY_PATH");
	LW_TRY(preload(p, variable(p, "LD_PRELOAD"), err));
	for (const struct mu_dso *d = p->main; d != NULL; d = d->next)
		if (d != p->self)
			LW_TRY(load_direct_deps(p, d, err));
	return true;
}

/* The directories that counted, for people; they are read only if something was looked for there. */
static bool tell_dirs(struct mu_process *p, struct lw_error *err) {
	struct lw_loader_facts *facts = &p->b.out.loader;
	LW_VEC(const char *) dirs = {0};
	p->record = false;
	LW_TRY(lw_mu_sys_path(p, err));
	const char *list = p->sys_path;
	size_t n;
	for (const char *dir; (dir = lw_mu_next_dir(&list, &n)), n != 0;) {
		const char **slot = lw_vec_add(p->a, &dirs, err);
		if (slot == NULL || (*slot = lw_sprintf(p->a, err, "%.*s/", (int)n, dir)) == NULL)
			return false;
	}
	facts->dirs = dirs.at;
	facts->n_dirs = dirs.n;
	facts->dirs_from = p->sys_state == MU_SYS_FILE ? "its path file" : "as musl has them built in";
	return true;
}

bool lw_mu_run(struct lw_session *s, const struct lw_world *w, const struct lw_machine *m, const char *path,
	       const struct lw_file *file, const struct lw_graph **out, struct lw_error *err) {
	struct mu_process *p = lw_alloc(&s->graphs, 1, sizeof *p, err);
	if (p == NULL)
		return false;
	p->s = s;
	p->a = p->b.arena = &s->graphs;
	p->w = w;
	p->m = m;
	p->record = true;
	p->edge = LW_NO_ID;
	p->b.out.file = path;
	p->b.out.root = s->root;
	p->b.out.image = file->image;
	p->b.out.world = w;
	p->b.out.loader_state = p;
	const struct lw_file *loader;
	LW_TRY(find_loader(p, file->image, &loader, err));
	LW_TRY(lw_mu_facts_read(p, loader, err));
	LW_TRY(add_main(p, path, file, err));
	LW_TRY(add_loader(p, loader, err));
	if (p->b.out.stopped == NULL)
		LW_TRY(start(p, err));
	LW_TRY(tell_dirs(p, err));
	return lw_build_finish(&p->b, out, err);
}
