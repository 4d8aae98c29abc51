/* SPDX-License-Identifier: Apache-2.0 */
/* The start of a program under glibc, from the file to the finished graph (glibc elf/rtld.c dl_main). */
#include "loader/glibc.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "os/errno_names.h"

#define SET_ID 06000u

/* The file that PT_INTERP names, or the machine's usual loader for a library. *loader is NULL where there is none to
 * read. */
static bool find_loader(struct gl_process *p, const struct lw_image *img, const struct lw_file **loader,
			struct lw_error *err) {
	struct lw_loader_facts *f = &p->b.out.loader;
	struct lw_errno_buf words;
	int sys;
	f->path = img->interp != NULL ? img->interp : p->m->interp;
	*loader = NULL;
	/* The kernel takes a relative one from the current directory (fs/binfmt_elf.c, open_exec). */
	LW_TRY(lw_gl_open(p, f->path, loader, &sys, err));
	if (*loader != NULL && (*loader)->image != NULL)
		return true;
	const char *why = sys != 0 ? lw_errno_words(sys, &words) : "it is no ELF file";
	*loader = NULL;
	if (img->interp == NULL)
		return lw_build_note(&p->b, err, "%s, the usual loader of this machine, cannot be read (%s)", f->path,
				     why);
	LW_TRY(lw_build_note(&p->b, err, "the interpreter %s cannot be read (%s): the program cannot be started here",
			     f->path, why));
	const char *text = lw_sprintf(p->a, err, "%s: %s", f->path, why);
	return text != NULL && lw_build_stop(&p->b, f->path, text, err);
}

static bool add_main(struct gl_process *p, const char *path, const struct lw_file *file, struct lw_error *err) {
	struct gl_request nobody = {.name = ""};
	p->main = lw_gl_map_new(p, &nobody, path, file, LW_ROLE_PROGRAM, err);
	if (p->main == NULL)
		return false;
	p->b.objects.at[0].name = path;
	return lw_gl_map_append(p, p->main, "", err);
}

static bool add_loader(struct gl_process *p, const struct lw_file *loader, struct lw_error *err) {
	if (loader == NULL)
		return true;
	struct gl_request nobody = {.name = p->b.out.loader.path};
	p->rtld = lw_gl_map_new(p, &nobody, nobody.name, loader, LW_ROLE_LOADER, err);
	if (p->rtld == NULL)
		return false;
	p->b.objects.at[p->rtld->id].rule = LW_RULE_LOADER;
	LW_TRY(lw_gl_map_append(p, p->rtld, nobody.name, err));
	const char *soname = loader->image->soname.text;
	return soname == NULL || lw_gl_map_add_name(p, p->rtld, soname, err);
}

static bool read_env(struct gl_process *p, struct lw_error *err) {
	const char *llp = lw_world_getenv(p->w, "LD_LIBRARY_PATH");
	p->env.state = GL_DIRS_NONE;
	if (llp != NULL && !p->w->secure)
		LW_TRY(lw_gl_dirs_split(p, p->main, llp, ":;", &p->env, err));
	static const char *const others[] = {"GLIBC_TUNABLES", "LD_HWCAP_MASK", "LD_ASSUME_KERNEL"};
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (lw_world_getenv(p->w, others[i]) != NULL && !p->w->secure)
			LW_TRY(lw_build_note(&p->b, err,
					     "%s is set: it may change what the loader takes the CPU or the kernel "
					     "for, which is not followed (use --cpu, --kernel)",
					     others[i]));
	return true;
}

/* The loader's own map stands where the scope has it, or nowhere (dl_main, "Put the link_map for the interpreter in the
 * chain"). */
static void place_loader(struct gl_process *p, const struct gl_list *scope) {
	struct gl_map *r = p->rtld;
	if (r == NULL)
		return;
	struct gl_ns *ns = &p->ns[0];
	if (r->prev != NULL)
		r->prev->next = r->next;
	if (r->next != NULL)
		r->next->prev = r->prev;
	else
		ns->last = r->prev;
	const struct gl_map *before = NULL;
	for (; scope != NULL && scope->map != r; scope = scope->next)
		if (!scope->map->faked)
			before = scope->map;
	const bool always = lw_gl_has(p->minor, GL_LOADER_ALWAYS_LISTED) && p->b.out.stopped == NULL;
	if (before == NULL || (scope == NULL && !always))
		return;
	r->prev = p->maps.at[before->id];
	r->next = r->prev->next;
	r->prev->next = r;
	if (r->next != NULL)
		r->next->prev = r;
	else
		ns->last = r;
}

static bool write_order(struct gl_process *p, struct lw_error *err) {
	for (struct gl_map *l = p->main->next; l != NULL; l = l->next) {
		uint32_t *slot = lw_vec_add(p->a, &p->b.order, err);
		if (slot == NULL)
			return false;
		*slot = l->id;
	}
	return true;
}

/* Older loaders want the program first in its own scope, and a filtee stands before it. */
static bool check_scope(struct gl_process *p, const struct gl_list *scope, struct lw_error *err) {
	if (scope->map == p->main || p->b.out.stopped != NULL || !lw_gl_has(p->minor, GL_FILTER_OF_MAIN_ABORTS))
		return true;
	return lw_build_stop(&p->b, NULL,
			     "Inconsistency detected by ld.so: dl-deps.c: 553: _dl_map_object_deps: Assertion "
			     "`map->l_searchlist.r_list[0] == map' failed!",
			     err);
}

static bool start(struct gl_process *p, struct lw_error *err) {
	struct gl_map **preloads = NULL;
	uint32_t n_preloads = 0;
	struct gl_list *scope = NULL;
	LW_TRY(lw_gl_audit(p, err));
	if (p->b.out.stopped == NULL)
		LW_TRY(lw_gl_preload(p, &preloads, &n_preloads, err));
	LW_TRY(lw_gl_map_deps(p, p->main, preloads, n_preloads, true, &scope, err));
	LW_TRY(check_scope(p, scope, err));
	place_loader(p, scope);
	LW_TRY(write_order(p, err));
	if (p->b.out.stopped != NULL)
		return true;
	LW_TRY(lw_gl_check_versions(p, err));
	return lw_gl_check_isa(p, scope, err);
}

bool lw_gl_run(struct lw_session *s, const struct lw_world *w, const struct lw_machine *m, const char *path,
	       const struct lw_file *file, const struct lw_graph **out, struct lw_error *err) {
	struct gl_process *p = lw_alloc(&s->graphs, 1, sizeof *p, err);
	if (p == NULL)
		return false;
	p->s = s;
	p->a = p->b.arena = &s->graphs;
	p->w = w;
	p->cwd = w->cwd;
	p->m = m;
	p->record = true;
	p->edge = LW_NO_ID;
	p->n_ns = 1;
	p->b.out.file = path;
	p->b.out.root = s->root;
	p->b.out.image = file->image;
	p->b.out.world = w;
	p->b.out.loader_state = p;
	const struct lw_file *loader;
	LW_TRY(find_loader(p, file->image, &loader, err));
	LW_TRY(lw_gl_facts_read(p, loader, err));
	LW_TRY(add_main(p, path, file, err));
	LW_TRY(add_loader(p, loader, err));
	LW_TRY(read_env(p, err));
	if ((file->mode & SET_ID) != 0 && !w->secure)
		LW_TRY(lw_build_note(&p->b, err,
				     "the program is set-user-ID or set-group-ID: started by another user its loader "
				     "is in secure mode (--secure shows that)"));
	if (p->b.out.stopped == NULL)
		LW_TRY(start(p, err));
	return lw_build_finish(&p->b, out, err);
}
