/* SPDX-License-Identifier: Apache-2.0 */
/* Which libraries are in one process, by what was kept of the graphs. */
#include "check/copies.h"

#include <string.h>

#include "base/fail.h"
#include "base/libname.h"
#include "base/path.h"
#include "linkwright/elf.h"
#include "target/targets.h"

static bool show(struct lw_checking *c, const char *path, const char **out, struct lw_error *err) {
	uint32_t which;
	return lw_targets_show(c->set->targets, path, out, &which, err);
}

/* "needed by pkg/_ext.so, found by DT_RPATH". */
static const char *way_of(struct lw_checking *c, const struct lw_subject *s, const struct lw_load *l,
			  struct lw_error *err) {
	const char *from;
	if (strcmp(l->from, s->path) == 0)
		return lw_sprintf(c->a, err, "needed by %s, found by %s", s->shown, lw_rule_words(l->rule));
	if (!show(c, l->from, &from, err))
		return NULL;
	return lw_sprintf(c->a, err, "needed by %s for %s, found by %s", from, s->shown, lw_rule_words(l->rule));
}

/* Files that differ by their paths only, through links, are one file of the session. */
static bool is_there(const struct lw_process_copies *p, const struct lw_file *file) {
	return lw_map_get(&p->by_file, &file, sizeof file) != NULL;
}

static struct lw_copy *add(struct lw_checking *c, struct lw_process_copies *p, const struct lw_set *set,
			   const struct lw_file *file, struct lw_error *err) {
	struct lw_copy *at = lw_vec_add(c->a, &p->list, err);
	const struct lw_file **key = at == NULL ? NULL : lw_alloc(c->a, 1, sizeof *key, err);
	if (key == NULL)
		return NULL;
	*key = file;
	at->file = file;
	at->set = set;
	return lw_map_put(&p->by_file, c->a, key, sizeof *key, key, err) ? at : NULL;
}

static bool add_load(struct lw_checking *c, struct lw_process_copies *p, const struct lw_set *set,
		     const struct lw_subject *s, const struct lw_load *l, struct lw_error *err) {
	if (is_there(p, l->file))
		return true;
	struct lw_copy *at = add(c, p, set, l->file, err);
	if (at == NULL)
		return false;
	at->image = l->image;
	at->asked = l->name;
	at->way = way_of(c, s, l, err);
	at->stem = lw_lib_stem(c->a, l->path, l->image != NULL && l->image->format == LW_FORMAT_PE, err);
	return at->way != NULL && at->stem != NULL && show(c, l->path, &at->shown, err);
}

static bool add_needs(struct lw_checking *c, struct lw_process_copies *p, const struct lw_set *set,
		      const struct lw_subject *s, struct lw_error *err) {
	for (uint32_t i = 0; i < s->n_loads; i++)
		LW_TRY(add_load(c, p, set, s, &s->loads[i], err));
	return true;
}

static bool add_module(struct lw_checking *c, struct lw_process_copies *p, const struct lw_subject *s,
		       struct lw_error *err) {
	const struct lw_subject **at = lw_vec_add(c->a, &p->modules, err);
	struct lw_copy *holder = at == NULL ? NULL : lw_vec_add(c->a, &p->holders, err);
	if (holder == NULL)
		return false;
	*at = s;
	*holder = (struct lw_copy){.file = s->file, .image = s->image, .shown = s->shown, .set = c->set};
	return true;
}

static bool add_loads(struct lw_checking *c, struct lw_process_copies *p, const struct lw_set *set,
		      const struct lw_subject *s, struct lw_error *err) {
	return add_module(c, p, s, err) && add_needs(c, p, set, s, err);
}

bool lw_copies_of_program(struct lw_checking *c, const struct lw_subject *program, struct lw_process_copies *out,
			  struct lw_error *err) {
	*out = (struct lw_process_copies){.what = lw_sprintf(c->a, err, "the process of %s", program->shown)};
	return out->what != NULL && add_loads(c, out, c->set, program, err);
}

bool lw_is_extension(const struct lw_set *set, const struct lw_subject *subject) {
	const enum lw_target_kind kind = set->targets->list.at[set->target].kind;
	const char *name = lw_path_base(subject->path);
	if (subject->image == NULL || subject->image->kind == LW_IMAGE_PROGRAM)
		return false;
	if (strstr(name, ".cpython-") != NULL || strstr(name, ".abi3.so") != NULL || strstr(name, ".pyd") != NULL)
		return true;
	return (kind == LW_TARGET_SITE || kind == LW_TARGET_WHEEL) && strncmp(name, "lib", 3) != 0 &&
		strcmp(name + strcspn(name, "."), ".so") == 0;
}

/* A library that a Python file opens, and what it needs itself. */
static bool add_preload(struct lw_checking *c, struct lw_process_copies *p, const struct lw_set *set,
			const struct lw_preload *l, struct lw_error *err) {
	if (l->library->file == NULL || is_there(p, l->library->file))
		return true;
	struct lw_copy *at = add(c, p, set, l->library->file, err);
	if (at == NULL)
		return false;
	at->image = l->library->image;
	at->shown = l->library->shown;
	at->global = l->call->mode == LW_PY_GLOBAL;
	at->way = lw_sprintf(c->a, err, "opened by %s, line %u, with %s%s%s", l->call->shown, (unsigned)l->call->line,
			     l->call->call,
			     l->call->mode == LW_PY_MODE_UNKNOWN ? ""
				     : at->global                ? " and RTLD_GLOBAL"
								 : " and RTLD_LOCAL",
			     l->call->certain ? "" : ", if the code comes there");
	at->stem = lw_lib_stem(c->a, l->library->path, at->image != NULL && at->image->format == LW_FORMAT_PE, err);
	return at->way != NULL && at->stem != NULL && add_needs(c, p, set, l->library, err);
}

bool lw_copies_of_python(struct lw_checking *c, struct lw_process_copies *out, struct lw_error *err) {
	*out = (struct lw_process_copies){.what = "a Python process"};
	for (uint32_t k = 0; k < c->set->n_all; k++) {
		const struct lw_set *set = &c->set->all[k];
		for (uint32_t i = 0; i < set->preloads.n; i++)
			LW_TRY(add_preload(c, out, set, &set->preloads.at[i], err));
		for (uint32_t i = 0; i < set->subjects.n; i++)
			if (lw_is_extension(set, &set->subjects.at[i]))
				LW_TRY(add_loads(c, out, set, &set->subjects.at[i], err));
	}
	return true;
}

/* When and by what it has come. */
static const char *since(struct lw_checking *c, const struct lw_process *p, const struct lw_mapped *m,
			 struct lw_error *err) {
	if (m->since == LW_SINCE_OPENED_WITH && m->opened_with < p->n_objects)
		return lw_sprintf(c->a, err, "came with %s, which was opened later", p->objects[m->opened_with].path);
	return m->since == LW_SINCE_OPENED ? "opened later by its name" : "there at the start";
}

bool lw_copies_of_process(struct lw_checking *c, struct lw_process_copies *out, struct lw_error *err) {
	const struct lw_process *p = c->set->process;
	*out = (struct lw_process_copies){.what = lw_sprintf(c->a, err, "process %u", (unsigned)p->pid)};
	LW_TRY(out->what != NULL);
	for (uint32_t i = 0; i < p->n_objects; i++) {
		const struct lw_mapped *m = &p->objects[i];
		if ((m->kind != LW_MAPPED_LIBRARY && m->kind != LW_MAPPED_PROGRAM) || m->file == NULL ||
		    m->image == NULL)
			continue;
		struct lw_copy *at = m->kind == LW_MAPPED_LIBRARY ? lw_vec_add(c->a, &out->list, err)
								  : lw_vec_add(c->a, &out->holders, err);
		LW_TRY(at != NULL);
		*at = (struct lw_copy){.file = m->file,
				       .image = m->image,
				       .shown = m->path,
				       .set = c->set,
				       .ns = m->ns,
				       .from_memory = m->from_memory};
		at->way = since(c, p, m, err);
		at->stem = lw_lib_stem(c->a, m->path, false, err);
		LW_TRY(at->way != NULL && at->stem != NULL);
	}
	return true;
}

/* ---- what is fused into others ---- */

static bool add_part(struct lw_checking *c, struct lw_process_copies *p, struct lw_copy holder,
		     const struct lw_fused_file *part, struct lw_error *err) {
	struct lw_copy *at = lw_vec_add(c->a, &p->list, err);
	if (at == NULL)
		return false;
	*at = (struct lw_copy){.file = holder.file,
			       .image = holder.image,
			       .shown = holder.shown,
			       .set = holder.set,
			       .ns = holder.ns,
			       .from_memory = holder.from_memory,
			       .part = part,
			       .summed = true};
	memcpy(at->sum, part->sha256, sizeof at->sum);
	at->way = lw_sprintf(c->a, err, "fused in, from %s", part->path);
	at->stem = lw_lib_stem(c->a, part->path, false, err);
	return at->way != NULL && at->stem != NULL;
}

/* The first of them is what the file itself was. */
static bool add_parts(struct lw_checking *c, struct lw_process_copies *p, struct lw_copy holder, struct lw_error *err) {
	const struct lw_fused *f = holder.image == NULL || holder.image->elf == NULL ? NULL : holder.image->elf->fused;
	for (uint32_t i = 1; f != NULL && i < f->n_files; i++)
		LW_TRY(add_part(c, p, holder, &f->files[i], err));
	return true;
}

bool lw_copies_add_fused(struct lw_checking *c, struct lw_process_copies *p, struct lw_error *err) {
	const uint32_t n = p->list.n;
	for (uint32_t i = 0; i < p->holders.n; i++)
		if (p->holders.at[i].file == NULL || !is_there(p, p->holders.at[i].file))
			LW_TRY(add_parts(c, p, p->holders.at[i], err));
	for (uint32_t i = 0; i < n; i++)
		LW_TRY(add_parts(c, p, p->list.at[i], err));
	return true;
}

bool lw_copies_is_fused(struct lw_checking *c, const struct lw_image *image, const struct lw_copy *x, bool *is,
			struct lw_error *err) {
	const struct lw_fused *f = image == NULL || image->elf == NULL ? NULL : image->elf->fused;
	const struct lw_arena_mark mark = lw_arena_mark(c->a);
	*is = false;
	for (uint32_t i = 1; f != NULL && !*is && i < f->n_files; i++) {
		const char *stem = lw_lib_stem(c->a, f->files[i].path, false, err);
		LW_TRY(stem != NULL);
		*is = strcmp(stem, x->stem) == 0 ||
			(f->files[i].soname != NULL && x->image->soname.text != NULL &&
			 strcmp(f->files[i].soname, x->image->soname.text) == 0);
	}
	lw_arena_rewind(c->a, mark);
	return true;
}
