/* SPDX-License-Identifier: Apache-2.0 */
/* The public door to the loaders: which one it is, and the questions that can be asked of a finished graph. */
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "loader/cpu.h"
#include "loader/kind.h"
#include "loader/windows.h"
#include "os/errno_names.h"
#include "session/session.h"

/* As getcwd tells it: without links. One that is not there is kept as it is. */
static bool current_directory(struct lw_session *s, const char *given, const char **out, struct lw_error *err) {
	LW_TRY(lw_wi_subject(s, given, &given, err));
	if (given[0] != '/')
		return lw_fail(err, LW_E_USAGE,
			       "the current directory of a world is an absolute path, and '%.200s' is none", given);
	char *known;
	int sys;
	LW_TRY(lw_session_recall(s, "cwd", given, &known, err));
	*out = known;
	if (known != NULL)
		return true;
	LW_TRY(lw_session_realpath(s, given, out, &sys, err));
	known = lw_strdup(&s->arena, *out != NULL ? *out : given, err);
	*out = known;
	return known != NULL && lw_session_remember(s, "cwd", given, known, err);
}

static const struct lw_world *keep_world(struct lw_session *s, const struct lw_world *w, struct lw_error *err) {
	struct lw_world *kept = lw_alloc(&s->graphs, 1, sizeof *kept, err);
	const char **env = lw_alloc(&s->graphs, w->n_env, sizeof *env, err);
	if (kept == NULL || env == NULL)
		return NULL;
	memcpy(kept, w, w->sz < sizeof *kept ? w->sz : sizeof *kept);
	for (size_t i = 0; i < w->n_env; i++)
		if ((env[i] = lw_strdup(&s->graphs, w->env[i], err)) == NULL)
			return NULL;
	kept->env = env;
	return current_directory(s, w->cwd != NULL ? w->cwd : "/", &kept->cwd, err) ? kept : NULL;
}

/* The file that is asked about has to be sound; what it needs need not. */
static bool open_subject(struct lw_session *s, const struct lw_world *w, const char *path, const struct lw_file **out,
			 struct lw_error *err) {
	int sys;
	struct lw_errno_buf words;
	const char *abs = lw_path_absolute(&s->graphs, w->cwd, path, err);
	LW_TRY(abs != NULL && lw_session_load(s, abs, out, &sys, err));
	if (sys != 0)
		return lw_fail(err, sys == 2 ? LW_E_NOT_FOUND : LW_E_IO, "cannot be opened: %s",
			       lw_errno_words(sys, &words));
	const struct lw_file *f = *out;
	if (f->kind != LW_FILE_REGULAR)
		return lw_fail(err, LW_E_IO,
			       f->kind == LW_FILE_DIRECTORY ? "is a directory; name a program or a library"
							    : "is no regular file and is not opened");
	const struct lw_error *bad = f->error;
	for (uint32_t i = 0; bad == NULL && i < f->n_images; i++)
		bad = f->images[i]->damage;
	if (bad == NULL)
		return true;
	*err = *bad;
	err->subject[0] = '\0';
	return false;
}

static bool static_graph(struct lw_session *s, const struct lw_world *w, const char *path, const struct lw_file *file,
			 const struct lw_graph **out, struct lw_error *err) {
	struct lw_graph *g = lw_alloc(&s->graphs, 1, sizeof *g, err);
	if (g == NULL)
		return false;
	g->file = path;
	g->root = s->root;
	g->subject = file;
	g->image = file->image;
	g->world = w;
	g->is_static = true;
	*out = g;
	return true;
}

/* A CPU of another machine means nothing: the baseline counts. */
static const struct lw_world *on_this_machine(struct lw_session *s, const struct lw_world *w,
					      const struct lw_machine *m, struct lw_error *err) {
	if (lw_cpu_fits(m, &w->cpu))
		return w;
	struct lw_world *own = lw_alloc(&s->graphs, 1, sizeof *own, err);
	if (own == NULL)
		return NULL;
	*own = *w;
	memset(&own->cpu, 0, sizeof own->cpu);
	own->cpu.from = "baseline";
	const struct lw_cpu_row *row = lw_cpu_row(m, &own->cpu);
	const char *name = row != NULL ? row->name : "";
	memcpy(own->cpu.name, name, strlen(name) + 1);
	return own;
}

static bool note_other_cpu(struct lw_session *s, struct lw_graph *g, const struct lw_machine *m, struct lw_error *err) {
	const char **notes = lw_alloc(&s->graphs, (size_t)g->n_notes + 1, sizeof *notes, err);
	if (notes == NULL)
		return false;
	for (uint32_t i = 0; i < g->n_notes; i++)
		notes[i] = g->notes[i];
	notes[g->n_notes] =
		lw_sprintf(&s->graphs, err,
			   "the CPU that was asked for is none of this machine (%s): the baseline counts", m->name);
	if (notes[g->n_notes] == NULL)
		return false;
	g->notes = notes;
	g->n_notes++;
	return true;
}

static bool other_format(struct lw_session *s, const struct lw_world *w, const char *path, const struct lw_file *file,
			 const struct lw_graph **out, struct lw_error *err) {
	const struct lw_loader_ops *ops = lw_loader_of_format(file->images[0]->format);
	const enum lw_loader_kind own = file->images[0]->format == LW_FORMAT_PE ? LW_LOADER_WINDOWS : LW_LOADER_DYLD;
	const struct lw_graph *made;
	const struct lw_image *img = file->images[0];
	if (w->loader != LW_LOADER_AUTO && w->loader != own)
		return lw_fail(err, LW_E_UNSUPPORTED, "is a %s file, which the loader that was asked for does not load",
			       img->format == LW_FORMAT_PE ? "PE" : "Mach-O");
	if (img->format == LW_FORMAT_PE && img->kind == LW_IMAGE_OTHER)
		return lw_fail(
			err, LW_E_UNSUPPORTED,
			"is a PE file that Windows' loader has no say in (a driver, or a program of the firmware)");
	struct lw_graph *g = lw_alloc(&s->graphs, 1, sizeof *g, err);
	if (g == NULL || !ops->run(s, w, NULL, path, file, &made, err))
		return false;
	*g = *made;
	g->subject = file;
	g->loader_ops = ops;
	*out = g;
	return true;
}

static bool build(struct lw_session *s, const struct lw_world *w, const char *path, const struct lw_graph **out,
		  struct lw_error *err) {
	const struct lw_file *file;
	LW_TRY(open_subject(s, w, path, &file, err));
	if (file->images[0]->format != LW_FORMAT_ELF)
		return other_format(s, w, path, file, out, err);
	const struct lw_image *img = file->image;
	if (w->loader == LW_LOADER_DYLD || w->loader == LW_LOADER_WINDOWS)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "is an ELF file, which the loader that was asked for does not load");
	if (img->kind == LW_IMAGE_OTHER)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "is neither a program nor a library that a loader could load (a relocatable object, a "
			       "core or a debug file)");
	if (img->kind == LW_IMAGE_STATIC || img->kind == LW_IMAGE_STATIC_PIE)
		return static_graph(s, w, path, file, out, err);
	const struct lw_machine *m = lw_machine_of(img);
	if (m == NULL)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "is for machine %u (%u bit), whose loader linkwright does not know", img->machine,
			       img->bits);
	const struct lw_loader_ops *ops;
	struct lw_graph *g;
	const bool other_cpu = !lw_cpu_fits(m, &w->cpu) && w->cpu.from != NULL && strcmp(w->cpu.from, "given") == 0;
	LW_TRY((w = on_this_machine(s, w, m, err)) != NULL);
	const struct lw_graph *made;
	LW_TRY(lw_loader_for(s, w, m, img, &ops, err) && ops->run(s, w, m, path, file, &made, err));
	g = lw_alloc(&s->graphs, 1, sizeof *g, err);
	if (g == NULL)
		return false;
	*g = *made;
	g->subject = file;
	g->loader_ops = ops;
	if (other_cpu)
		LW_TRY(note_other_cpu(s, g, m, err));
	*out = g;
	return true;
}

bool lw_graph_build(struct lw_session *s, const struct lw_world *world, const char *path, const struct lw_graph **out,
		    struct lw_error *err) {
	const struct lw_world *w = keep_world(s, world, err);
	const char *kept = w == NULL ? NULL : lw_strdup(&s->graphs, path, err);
	if (kept != NULL && lw_wi_subject(s, kept, &kept, err) && build(s, w, kept, out, err))
		return true;
	lw_error_subject(err, path);
	return false;
}

bool lw_graph_alone(struct lw_session *s, const struct lw_graph *g, struct lw_error *err) {
	/* Both were made by this room, in the session's memory, and only const to others. */
	struct lw_graph *own = (struct lw_graph *)g;
	struct lw_edge *edges = (struct lw_edge *)g->edges;
	(void)s;
	if (g->alone)
		return true;
	own->n_latent = 0;
	for (uint32_t i = 0; i < g->n_edges; i++) {
		struct lw_edge *e = &edges[i];
		const bool loaded = e->how == LW_HOW_LOADED_NAME || e->how == LW_HOW_LOADED_SONAME;
		if (loaded && !g->loader_ops->alone(g->loader_state, e, err)) {
			lw_error_subject(err, g->file);
			return false;
		}
		own->n_latent += e->alone == LW_ALONE_MISSING;
	}
	own->alone = true;
	return true;
}

bool lw_graph_places(struct lw_session *s, const struct lw_graph *g, uint32_t edge, const struct lw_place **out,
		     uint32_t *n, struct lw_error *err) {
	(void)s;
	if (g->loader_ops->places(g->loader_state, &g->edges[edge], out, n, err))
		return true;
	lw_error_subject(err, g->file);
	return false;
}
