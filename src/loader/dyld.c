/* SPDX-License-Identifier: Apache-2.0 */
/* The start of a program under dyld, from the file to the finished graph (dyldMain.cpp prepare, loadDependents). */
#include "loader/dyld.h"

#include <string.h>

#include "base/fail.h"
#include "names/macho_names.h"
#include "names/macho_numbers.h"
#include "loader/places.h"

#define NEWEST_OS 26
#define LIBSYSTEM "/usr/lib/libSystem.B.dylib"

static enum lw_edge_kind edge_kind(enum lw_need_kind kind) {
	switch (kind) {
	case LW_NEED_WEAK:
		return LW_EDGE_WEAK;
	case LW_NEED_REEXPORT:
		return LW_EDGE_REEXPORT;
	case LW_NEED_UPWARD:
		return LW_EDGE_UPWARD;
	case LW_NEED_LAZY:
		return LW_EDGE_LAZY;
	default:
		return LW_EDGE_DYLIB;
	}
}

static bool ask(struct dy_process *p, struct dy_image *from, const struct lw_need *need, struct dy_image **out,
		struct lw_error *err) {
	struct lw_edge *e = lw_build_edge(&p->b, from->id, edge_kind(need->kind), err);
	if (e == NULL)
		return false;
	e->name = e->raw_name = need->name;
	e->off = need->off;
	const struct dy_request rq = {.name = need->name, .from = from, .weak = need->kind == LW_NEED_WEAK};
	LW_TRY(lw_dy_load(p, &rq, e->id, out, err));
	const struct dy_image *got = *out;
	if (got == NULL || p->b.objects.at[got->id].found || p->b.out.stopped != NULL)
		return true;
	const char *text = lw_sprintf(p->a, err, "Library not loaded: %s", need->name);
	return text != NULL && lw_build_stop(&p->b, from->path, text, err);
}

/* dyld passes over LC_LAZY_LOAD_DYLIB (forEachLinkedDylib): code that old linkers wrote opens such a library when it is
 * first used. */
static bool is_at_start(const struct lw_image *img, uint32_t need) {
	return img->macho->dylibs[need].cmd != LC_LAZY_LOAD_DYLIB;
}

static bool tell_lazy(struct dy_process *p, const struct dy_image *i, const char *name, struct lw_error *err) {
	return lw_build_note(&p->b, err, "%s names %s for later (LC_LAZY_LOAD_DYLIB): it is not loaded at the start",
			     i->path, name);
}

static uint32_t count_at_start(const struct lw_image *img) {
	uint32_t n = 0;
	for (uint32_t k = 0; k < img->n_needs; k++)
		n += is_at_start(img, k);
	return n;
}

/* All requests of one image, in the order of its load commands. */
static bool ask_all(struct dy_process *p, struct dy_image *i, struct lw_error *err) {
	static const struct lw_need libsystem = {LIBSYSTEM, LW_NEED_LIBRARY, 0};
	const struct lw_image *img = i->img;
	if (img == NULL)
		return true;
	const bool none =
		count_at_start(img) == 0 && img->kind != LW_IMAGE_LINKER && strncmp(i->path, "/usr/lib/", 9) != 0;
	const struct lw_need *needs = none ? &libsystem : img->needs;
	i->n_needs = none ? 1 : img->n_needs;
	i->needs = lw_alloc(p->a, i->n_needs, sizeof *i->needs, err);
	if (i->needs == NULL)
		return false;
	for (uint32_t k = 0; k < i->n_needs; k++)
		LW_TRY(none || is_at_start(img, k) ? ask(p, i, &needs[k], &i->needs[k], err)
						   : tell_lazy(p, i, needs[k].name, err));
	return true;
}

/* A level, then the depth: an image's requests are all made before those of the first that they brought. The stack is
 * dyld's recursion. */
static bool load_dependents(struct dy_process *p, struct dy_image *first, struct lw_error *err) {
	struct frame {
		struct dy_image *image;
		uint32_t next;
	};
	LW_VEC(struct frame) stack = {0};
	struct frame *top = lw_vec_add(p->a, &stack, err);
	if (top == NULL || !ask_all(p, first, err))
		return false;
	top->image = first;
	while (stack.n > 0) {
		top = &stack.at[stack.n - 1];
		if (top->next == top->image->n_needs) {
			stack.n--;
			continue;
		}
		struct dy_image *i = top->image->needs[top->next++];
		if (i == NULL || i->needs != NULL || i->img == NULL)
			continue;
		LW_TRY(ask_all(p, i, err));
		if ((top = lw_vec_add(p->a, &stack, err)) == NULL)
			return false;
		top->image = i;
	}
	return true;
}

static bool insert(struct dy_process *p, struct lw_error *err) {
	for (const char *at = p->insert; at != NULL && p->b.out.stopped == NULL;) {
		const size_t n = strcspn(at, ":");
		struct lw_edge *e = lw_build_edge(&p->b, p->main->id, LW_EDGE_PRELOAD, err);
		const char *name = e == NULL ? NULL : lw_strndup(p->a, at, n, err);
		struct dy_image *got;
		if (name == NULL)
			return false;
		e->name = e->raw_name = name;
		const struct dy_request rq = {.name = name, .from = p->main, .inserted = true};
		LW_TRY(lw_dy_load(p, &rq, e->id, &got, err));
		if (!p->b.objects.at[got->id].found) {
			const char *text = lw_sprintf(
				p->a, err, "terminating because inserted dylib '%s' could not be loaded", name);
			LW_TRY(text != NULL && lw_build_stop(&p->b, NULL, text, err));
		}
		got->before = NULL;
		at = at[n] == ':' ? at + n + 1 : NULL;
	}
	return true;
}

static bool add_main(struct dy_process *p, const char *path, const struct lw_file *file, const struct lw_image *img,
		     struct lw_error *err) {
	const struct dy_found f = {.file = file, .img = img, .path = path};
	p->main = lw_dy_image_new(p, path, &f, LW_ROLE_PROGRAM, err);
	return p->main != NULL;
}

static void set_facts(struct dy_process *p) {
	struct lw_loader_facts *f = &p->b.out.loader;
	f->kind = "dyld";
	f->path = "/usr/lib/dyld";
	p->os[0] = p->w->os_version[0] != 0 ? p->w->os_version[0] : NEWEST_OS;
	p->os[1] = p->w->os_version[0] != 0 ? p->w->os_version[1] : 0;
	f->version_assumed = p->w->os_version[0] == 0;
	f->version_from = f->version_assumed ? "assumed: nothing tells it" : "as it was asked for";
}

/* What the libraries rest on that are no files here. */
static bool tell_evidence(struct dy_process *p, struct lw_error *err) {
	if (!p->cache_asked && p->evidence == DY_BY_NAME)
		return true;
	switch (p->evidence) {
	case DY_BY_CACHE:
		return lw_build_note(&p->b, err, "which libraries are the system's own is told by its shared cache, %s",
				     p->cache_file);
	case DY_BY_SDK:
		return lw_build_note(
			&p->b, err,
			"which libraries are the system's own is told by the stubs of an SDK (.tbd), not by a "
			"system");
	default:
		return lw_build_note(&p->b, err,
				     "libraries of the system were taken to be in the shared cache by their names: no "
				     "cache file and no SDK was there to ask");
	}
}

static bool tell(struct dy_process *p, const struct lw_file *file, struct lw_error *err) {
	struct lw_loader_facts *f = &p->b.out.loader;
	f->version = lw_sprintf(p->a, err, "%u.%u", (unsigned)p->os[0], (unsigned)p->os[1]);
	LW_TRY(f->version != NULL);
	f->platform = lw_dy_arch(p->main->img);
	LW_TRY(tell_evidence(p, err));
	if (p->cache_unknown != NULL)
		LW_TRY(lw_build_note(&p->b, err,
				     "dyld would look for %s in the shared cache too: whether macOS has it cannot be "
				     "told here, and it was taken as not there",
				     p->cache_unknown));
	LW_TRY(lw_places_tell_foreign(&p->b, "macOS", "Mac", err));
	return file->n_images < 2 ||
		lw_build_note(&p->b, err, "the file has %u slices, and this is the one for %s (--cpu names another)",
			      (unsigned)file->n_images, lw_dy_arch(p->main->img));
}

bool lw_dy_run(struct lw_session *s, const struct lw_world *w, const struct lw_machine *m, const char *path,
	       const struct lw_file *file, const struct lw_graph **out, struct lw_error *err) {
	struct dy_process *p = lw_alloc(&s->graphs, 1, sizeof *p, err);
	(void)m;
	if (p == NULL)
		return false;
	p->s = s;
	p->a = p->b.arena = &s->graphs;
	p->w = w;
	p->record = true;
	p->edge = LW_NO_ID;
	p->b.out.file = path;
	p->b.out.root = s->root;
	p->b.out.world = w;
	p->b.out.loader_state = p;
	uint32_t type, subtype;
	const char *arch = lw_macho_arch_of_name(w->cpu.name, &type, &subtype) ? w->cpu.name : NULL;
	p->b.out.image = lw_dy_main_slice(file, arch);
	if (p->b.out.image == NULL)
		return lw_fail(err, LW_E_UNSUPPORTED, "has no slice for %s", arch == NULL ? "a known machine" : arch);
	set_facts(p);
	LW_TRY(add_main(p, path, file, p->b.out.image, err) && lw_dy_configure(p, err) && lw_dy_find_evidence(p, err) &&
	       lw_dy_find_versioned(p, err));
	LW_TRY(insert(p, err));
	for (uint32_t i = 1, n = p->images.n; i < n && p->b.out.stopped == NULL; i++)
		LW_TRY(load_dependents(p, p->images.at[i], err));
	if (p->b.out.stopped == NULL)
		LW_TRY(load_dependents(p, p->main, err));
	LW_TRY(tell(p, file, err));
	return lw_build_finish(&p->b, out, err);
}
