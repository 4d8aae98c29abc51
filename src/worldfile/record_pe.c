/* SPDX-License-Identifier: Apache-2.0 */
/* What is recorded of a search of Windows: modules with the symbols that decide, manifests, contracts of API sets, and
 * which of Windows' own directories are there. */
#include "worldfile/record_pe.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "base/path.h"
#include "names/pe_names.h"
#include "names/pe_numbers.h"
#include "os/errno_names.h"

struct pe_world {
	struct wi_process *p;
	struct lw_told_module *told; /* by module */
};

static const struct pe_world *own(const struct lw_writing *w) {
	return w->of;
}

static const struct wi_module *module_of(const struct wi_process *p, const struct lw_file *f) {
	for (uint32_t i = 0; i < p->modules.n; i++)
		if (p->modules.at[i]->file == f)
			return p->modules.at[i];
	return NULL;
}

/* Code of two kinds is told as that of the program's kind, which is how it is taken. */
static bool machine(struct lw_writing *w, const struct lw_image *img, struct lw_error *err) {
	const uint16_t main = w->g->image->machine;
	const bool both = img->pe->hybrid == LW_PE_ARM64X,
		   either = main == LW_PE_MACHINE_AMD64 || main == LW_PE_MACHINE_ARM64;
	const uint16_t number = both && either ? main : img->machine;
	if (lw_pe_machine_name(number) == NULL)
		return lw_writing_number(w, "\tmachine", number, err);
	const char *name = number == LW_PE_MACHINE_I386 ? "i386"
		: number == LW_PE_MACHINE_ARM64         ? "aarch64"
							: lw_pe_machine_name(number);
	return number == LW_PE_MACHINE_AMD64 || lw_writing_line(w, err, "\tmachine", name, NULL);
}

static bool manifest_lines(struct lw_writing *w, struct lw_span text, struct lw_error *err) {
	const char *at = (const char *)text.ptr, *end = at + text.len;
	if (memchr(at, '\0', (size_t)text.len) != NULL) {
		const char *hex = lw_writing_hex(w, text.ptr, (size_t)text.len, err);
		return hex != NULL && lw_writing_line(w, err, "\tmanifest-hex", hex, NULL);
	}
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		const size_t n = (size_t)((stop == NULL ? end : stop) - at);
		const char *line = lw_strndup(w->a, at, n, err);
		LW_TRY(line != NULL && lw_writing_line(w, err, "\tmanifest", line, NULL));
		at += n + 1;
	}
	return true;
}

static const struct lw_pe_manifest *resource(const struct lw_pe *pe, uint32_t id) {
	for (uint32_t i = 0; i < pe->n_manifests; i++)
		if (pe->manifests[i].id == id)
			return &pe->manifests[i];
	return NULL;
}

/* Of a program its own, of a library what it says of its imports, or else of the assembly that it is. */
static bool manifest(struct lw_writing *w, const struct lw_file *f, const struct lw_image *img, struct lw_error *err) {
	const bool program = img->kind == LW_IMAGE_PROGRAM;
	const struct lw_pe_manifest *m = program ? NULL : resource(img->pe, 2);
	struct lw_span text;
	int sys;
	const bool assembly = !program && m == NULL;
	if (m == NULL)
		m = resource(img->pe, 1);
	if (m == NULL || m->size == 0 || m->size > LW_MANIFEST_MOST_BYTES)
		return true;
	LW_TRY(lw_session_slurp_part(w->s, f->path, m->off, m->size, w->a, &text, &sys, err));
	if (sys != 0)
		return true;
	return manifest_lines(w, text, err) && (!assembly || lw_writing_line(w, err, "\tmanifest-id", "1", NULL));
}

static bool lines(struct lw_writing *w, const char *path, const struct lw_file *f, bool *told, struct lw_error *err) {
	const struct lw_image *img = f->n_images == 0 ? NULL : f->images[0];
	*told = img != NULL && img->format == LW_FORMAT_PE && img->pe->has_optional && img->damage == NULL;
	if (!*told)
		return true;
	LW_TRY(lw_writing_line(w, err, "pe", path, NULL));
	if (img->kind == LW_IMAGE_PROGRAM)
		LW_TRY(lw_writing_line(w, err, "\tprogram", NULL));
	LW_TRY(machine(w, img, err));
	if (img->pe->dependent_load_flags != 0)
		LW_TRY(lw_writing_number(w, "\tload-flags", img->pe->dependent_load_flags, err));
	const struct wi_module *m = module_of(own(w)->p, f);
	if (m != NULL)
		LW_TRY(lw_told_imports(w, m, &own(w)->told[m->id], err) &&
		       lw_told_exports(w, m, &own(w)->told[m->id], err));
	return manifest(w, f, img, err);
}

/* A path in whatever case, as a search tries it. */
static bool look(struct lw_writing *w, const char *given, int sys, struct lw_error *err) {
	const char *path;
	LW_TRY(lw_session_spell(w->s, given, &path, err));
	return path == NULL || lw_writing_look(w, path, sys, err);
}

static bool also(struct lw_writing *w, const char *given, struct lw_error *err) {
	return given[0] != '/' || look(w, given, 0, err);
}

/* A manifest; one that is a library's is told with it. Of what redirects only the name counts. */
static bool config(struct lw_writing *w, const struct lw_probe *p, struct lw_error *err) {
	const char *at, *rest;
	const struct lw_file *f;
	int sys;
	LW_TRY(lw_session_load(w->s, p->path, &f, &sys, err));
	const bool image = f != NULL && f->n_images != 0, file = f != NULL && f->kind == LW_FILE_REGULAR;
	if (p->sys != 0 || !file || image)
		return lw_writing_look(w, p->path, p->sys, err);
	LW_TRY(lw_writing_place(w, p->path, &at, &rest, err));
	if (*rest != '\0' || lw_writing_knows(w, at))
		return true;
	if (p->rule != LW_RULE_LOCAL)
		return lw_writing_text(w, at, p->path, err);
	return lw_writing_remember(w, at, err) && lw_writing_line(w, err, "text", at, NULL);
}

static bool probe(struct lw_writing *w, const struct lw_probe *p, struct lw_error *err) {
	return p->verdict == LW_VERDICT_CONFIG ? config(w, p, err) : look(w, p->path, p->sys, err);
}

static bool dir_at(struct lw_writing *w, const char *given, struct lw_error *err) {
	const char *path, *at, *rest;
	LW_TRY(lw_session_spell(w->s, given, &path, err));
	if (path == NULL)
		return true;
	LW_TRY(lw_writing_place(w, path, &at, &rest, err));
	return *rest != '\0' || lw_writing_dir(w, at, err);
}

static bool dir_below(struct lw_writing *w, const char *dir, const char *name, struct lw_error *err) {
	const char *path = dir == NULL ? NULL : lw_wi_join(own(w)->p, dir, name, err);
	return dir == NULL || (path != NULL && dir_at(w, path, err));
}

/* Which folders are drives, and what of Windows is there, decides as much as files do. */
static bool directories(struct lw_writing *w, struct lw_error *err) {
	const struct wi_process *p = own(w)->p;
	const char *const known[] = {"/Windows/System32", p->system_dir, p->system_16};
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		LW_TRY(known[i] == NULL || dir_at(w, known[i], err));
	LW_TRY(dir_below(w, p->windows_dir, "WinSxS", err) && dir_below(w, p->prefix, "conda-meta", err));
	LW_TRY(p->windows_dir == NULL || dir_at(w, p->windows_dir, err));
	for (char c = 'a'; p->drives && c <= 'z'; c++) {
		const char plain[] = {'/', c, '\0'}, colon[] = {'/', c, ':', '\0'};
		LW_TRY(dir_at(w, plain, err) && dir_at(w, colon, err));
	}
	return true;
}

/* The nearest python.exe sets the directory of the program, also where it cannot be the program. */
static bool python(struct lw_writing *w, struct lw_error *err) {
	struct wi_process *p = own(w)->p;
	if (p->main->mode.flags == 0 || p->app_dir == NULL)
		return true;
	const char *path = lw_wi_join(p, p->app_dir, "python.exe", err);
	return path != NULL && look(w, path, 0, err);
}

static bool contract(struct lw_writing *w, const struct lw_apiset_contract *c, struct lw_error *err) {
	const char *key = lw_strcat2(w->a, "apiset ", c->name, err);
	if (key == NULL || lw_writing_knows(w, key))
		return key != NULL;
	const bool usual = c->n_hosts != 0 && c->hosts[0].importer == NULL;
	LW_TRY(lw_writing_remember(w, key, err) && lw_writing_put(w, "apiset", err) &&
	       lw_writing_word(w, c->name, err) && lw_writing_put(w, " =", err) &&
	       lw_writing_word(w, usual ? c->hosts[0].host : "", err));
	for (uint32_t i = usual ? 1 : 0; i < c->n_hosts; i++) {
		const char *pair = lw_sprintf(w->a, err, "%s:%s", c->hosts[i].importer, c->hosts[i].host);
		LW_TRY(pair != NULL && lw_writing_word(w, pair, err));
	}
	return lw_writing_put(w, "\n", err);
}

/* Those that were asked for; and one at least, as a map that knows a name not is another thing than no map. */
static bool api_sets(struct lw_writing *w, struct lw_error *err) {
	static const struct lw_apiset_contract nothing = {.name = "api-ms-none-l1-1-0"};
	const struct lw_apiset *set = own(w)->p->apiset;
	bool any = false;
	for (uint32_t i = 0; set != NULL && i < w->g->n_edges; i++) {
		const char *name = w->g->edges[i].name;
		const struct lw_apiset_contract *c = lw_apiset_is_contract(name) ? lw_apiset_find(set, name) : NULL;
		any |= c != NULL;
		LW_TRY(c == NULL || contract(w, c, err));
	}
	return set == NULL || any || contract(w, set->n_contracts == 0 ? &nothing : &set->contracts[0], err);
}

static bool settings(struct lw_writing *w, struct lw_error *err) {
	static const char *const starts[] = {
#define X(code, name) [LW_START_##code] = name,
		LW_STARTS(X)
#undef X
	};
	const struct lw_windows *win = &w->g->world->windows;
	if (win->start != LW_START_AUTO)
		LW_TRY(lw_writing_line(w, err, "start", starts[win->start], NULL));
	for (uint32_t i = 0; i < win->n_user_dirs; i++)
		LW_TRY(lw_writing_line(w, err, "user-dir", win->user_dirs[i], NULL));
	if (win->dll_directory != NULL)
		LW_TRY(lw_writing_line(w, err, "dll-directory", win->dll_directory, NULL));
	LW_TRY(!win->unsafe_search || lw_writing_line(w, err, "unsafe-search", NULL));
	return !win->dev_override || lw_writing_line(w, err, "dev-override", NULL);
}

static bool surroundings(struct lw_writing *w, struct lw_error *err) {
	const struct lw_world *world = w->g->world;
	for (size_t i = 0; i < world->n_env; i++)
		if (lw_ascii_begins(world->env[i], "PATH=") || lw_ascii_begins(world->env[i], "SystemRoot="))
			LW_TRY(lw_writing_line(w, err, "env", world->env[i], NULL));
	return lw_writing_line(w, err, "cwd", world->cwd, NULL);
}

static bool files(struct lw_writing *w, struct lw_error *err) {
	const struct wi_process *p = own(w)->p;
	const char *main = lw_path_absolute(w->a, w->g->world->cwd, w->g->file, err);
	LW_TRY(main != NULL && lw_writing_look(w, main, 0, err));
	for (uint32_t i = 0; i < p->modules.n; i++)
		if (p->modules.at[i]->file != NULL)
			LW_TRY(lw_writing_look(w, p->modules.at[i]->path, 0, err));
	for (uint32_t i = 0; i < w->g->n_probes; i++)
		LW_TRY(probe(w, &w->g->probes[i], err));
	return python(w, err) && directories(w, err);
}

static bool write_all(struct lw_writing *w, struct lw_error *err) {
	struct pe_world *of = lw_alloc(w->a, 1, sizeof *of, err);
	if (of == NULL)
		return false;
	of->p = w->g->loader_state;
	w->of = of;
	w->lines = lines;
	LW_TRY(lw_told_symbols(of->p, w->a, &of->told, err));
	LW_TRY(lw_writing_line(w, err, "loader", "windows", NULL));
	return settings(w, err) && api_sets(w, err) && files(w, err) && surroundings(w, err);
}

const struct lw_recorder lw_recorder_pe = {write_all, also};
