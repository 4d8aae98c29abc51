/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From mappings and the loader's list to what is loaded. Mappings of one file belong to one loaded object as far as its
 * program headers reach; the same file further on is loaded once more. What is mapped and neither listed nor executable
 * is data.
 */
#include <string.h>

#include "base/fail.h"
#include "base/hex.h"
#include "process/reading.h"

#define PT_LOAD 1
#define MOST_BUILD_ID 64u

/* Mappings of one file at one place. */
struct instance {
	const struct lw_mapping *first;
	const struct lw_file *file;
	const char *path; /* as the process names it */
	uint64_t end;     /* behind its last address; 0: not told by its headers */
	uint64_t last_off;
	uint32_t n;
	uint32_t link; /* its number in the loader's list; LW_NO_ID */
	bool exec, gone, from_memory, done;
	struct instance *other; /* the one before it of the same file */
};

struct listing {
	struct lw_process_reading *r;
	LW_VEC(struct instance *) all;
	struct lw_map by_file;
};

struct identity {
	uint64_t dev, ino;
};

/* Is it the mapped file that the path leads to now? A file system in layers may show another device in the map than
 * stat(2) does; then the link of the mapping is asked, and without the right to that the inode speaks. */
static bool leads_there(struct lw_process_reading *r, const struct lw_mapping *m, const char *path) {
	struct lw_stat now, mapped;
	struct lw_error none = {0};
	if (r->s->fs->ops->stat(r->s->fs, path, &now) != 0)
		return false;
	if (now.dev == m->dev)
		return now.ino == m->ino;
	const char *link = lw_sprintf(r->a, &none, "map_files/%llx-%llx", (unsigned long long)m->start,
				      (unsigned long long)m->end);
	if (link != NULL && lw_proc_stat(&r->proc, link, &mapped) == 0)
		return mapped.dev == now.dev && mapped.ino == now.ino;
	return now.ino == m->ino;
}

/* The path of a mapping, with the end that the kernel took for its own remark where the file is really called so. */
static bool settle_path(struct lw_process_reading *r, const struct lw_mapping *m, struct instance *x,
			struct lw_error *err) {
	x->path = lw_process_path(r, m->path);
	x->gone = m->gone;
	if (m->gone) {
		const char *literal = lw_sprintf(r->a, err, "%s (deleted)", x->path);
		if (literal == NULL)
			return false;
		if (leads_there(r, m, literal)) {
			x->path = literal;
			x->gone = false;
		}
	}
	return true;
}

static bool load(struct lw_process_reading *r, const struct lw_mapping *m, struct instance *x, struct lw_error *err) {
	const char *from = x->path;
	int sys;
	if (x->gone || !leads_there(r, m, x->path)) {
		const struct lw_mapped_part part = {m, m->dev, m->ino};
		x->gone = true;
		LW_TRY(lw_process_fs_add(r->fs, &r->proc, &r->maps, &part, &from, &x->from_memory, err));
	}
	return from == NULL || lw_session_load(r->s, from, &x->file, &sys, err);
}

static uint64_t end_of(const struct instance *x) {
	const struct lw_image *img = x->file == NULL ? NULL : x->file->image;
	const uint64_t len = x->first->end - x->first->start;
	uint64_t end = 0, bias = 0;
	bool known = false;
	for (uint32_t i = 0; img != NULL && i < img->elf->n_phdrs; i++) {
		const struct lw_phdr *p = &img->elf->phdrs[i];
		if (p->p_type != PT_LOAD)
			continue;
		if (!known && (p->p_offset < x->first->off || p->p_offset - x->first->off >= len))
			return 0; /* it is not the first part that lies there */
		if (!known)
			bias = x->first->start - x->first->off + p->p_offset - p->p_vaddr;
		known = true;
		if (bias + p->p_vaddr + p->p_memsz > end)
			end = bias + p->p_vaddr + p->p_memsz;
	}
	return end;
}

static bool belongs(const struct instance *x, const struct lw_mapping *m) {
	return x->end != 0 ? m->start < x->end : m->off > x->last_off;
}

static bool begin(struct listing *l, const struct lw_mapping *m, struct instance *other, struct lw_error *err) {
	struct lw_arena *a = l->r->a;
	struct instance *x = lw_alloc(a, 1, sizeof *x, err), **slot;
	struct identity *id = lw_alloc(a, 1, sizeof *id, err);
	if (x == NULL || id == NULL)
		return false;
	*id = (struct identity){m->dev, m->ino};
	*x = (struct instance){
		.first = m, .n = 1, .link = LW_NO_ID, .exec = m->exec, .last_off = m->off, .other = other};
	LW_TRY(settle_path(l->r, m, x, err));
	if (other != NULL) {
		x->file = other->file;
		x->gone = other->gone;
		x->from_memory = other->from_memory;
	} else if (m->off == 0 || m->exec) {
		LW_TRY(load(l->r, m, x, err));
	}
	x->end = end_of(x);
	slot = lw_vec_add(a, &l->all, err);
	if (slot == NULL)
		return false;
	*slot = x;
	return lw_map_put(&l->by_file, a, id, sizeof *id, x, err);
}

static bool gather(struct listing *l, struct lw_error *err) {
	for (uint32_t i = 0; i < l->r->maps.n; i++) {
		const struct lw_mapping *m = &l->r->maps.at[i];
		const struct identity id = {m->dev, m->ino};
		if (m->path[0] != '/' || m->ino == 0)
			continue;
		struct instance *x = lw_map_get(&l->by_file, &id, sizeof id);
		if (x == NULL || !belongs(x, m)) {
			LW_TRY(begin(l, m, x, err));
			continue;
		}
		x->n++;
		x->exec = x->exec || m->exec;
		x->last_off = m->off;
	}
	return true;
}

/* The instance that has something mapped at an address. */
static struct instance *at_address(const struct listing *l, uint64_t addr) {
	const struct lw_mapping *m = lw_maps_find(&l->r->maps, addr);
	if (m == NULL || m->path[0] != '/' || m->ino == 0)
		return NULL;
	const struct identity id = {m->dev, m->ino};
	struct instance *x = lw_map_get(&l->by_file, &id, sizeof id);
	while (x != NULL && x->first->start > addr)
		x = x->other;
	return x;
}

static const char *build_id(struct lw_arena *a, const struct lw_image *img, struct lw_error *err) {
	return lw_hex(a, img->build_id, img->n_build_id < MOST_BUILD_ID ? img->n_build_id : MOST_BUILD_ID, err);
}

static struct lw_mapped *add(struct lw_process_reading *r, struct lw_error *err) {
	struct lw_mapped *o = lw_vec_add(r->a, &r->objects, err);
	if (o != NULL)
		*o = (struct lw_mapped){.id = r->objects.n - 1, .ns = LW_NO_ID, .opened_with = LW_NO_ID};
	return o;
}

static bool from_instance(struct lw_process_reading *r, struct instance *x, enum lw_mapped_kind kind,
			  struct lw_error *err) {
	static const char memfd[] = "/memfd:";
	struct lw_mapped *o = x->done ? NULL : add(r, err);
	if (o == NULL)
		return x->done;
	x->done = true;
	o->kind = kind;
	o->path = x->path;
	o->file = x->file;
	o->image = x->file == NULL ? NULL : x->file->image;
	o->from_memory = x->from_memory;
	o->dev = x->first->dev;
	o->ino = x->first->ino;
	o->base = x->first->start;
	o->n_mappings = x->n;
	o->executable = x->exec;
	o->memfd = x->gone && strncmp(x->path, memfd, sizeof memfd - 1) == 0;
	o->gone = x->gone && !o->memfd;
	if (x->link != LW_NO_ID) {
		o->listed = true;
		o->ns = r->links.at[x->link].ns;
		o->name = r->links.at[x->link].name;
	}
	if (o->image == NULL)
		return true;
	o->soname = o->image->soname.text;
	if (o->image->n_build_id != 0)
		LW_TRY((o->build_id = build_id(r->a, o->image, err)) != NULL);
	return true;
}

static bool vdso(struct lw_process_reading *r, const struct lw_mapping *m, const struct lw_link *link,
		 struct lw_error *err) {
	struct lw_mapped *o = add(r, err);
	if (o == NULL)
		return false;
	o->kind = LW_MAPPED_VDSO;
	o->path = m->path;
	o->name = link->name;
	o->ns = link->ns;
	o->listed = true;
	o->base = m->start;
	o->n_mappings = 1;
	o->executable = m->exec;
	return true;
}

static enum lw_mapped_kind kind_of(const struct listing *l, const struct instance *x, bool is_first) {
	const struct instance *loader = l->r->auxv.base == 0 ? NULL : at_address(l, l->r->auxv.base);
	if (is_first || (!l->r->p->has_list && x->first->ino == l->r->exe_ino))
		return LW_MAPPED_PROGRAM;
	/* Called as a program, the loader is what the link exe leads to. */
	return x == loader || (x->first->ino == l->r->exe_ino && l->r->auxv.base == 0) ? LW_MAPPED_LOADER
										       : LW_MAPPED_LIBRARY;
}

static bool listed(struct listing *l, struct lw_error *err) {
	const struct lw_links *links = &l->r->links;
	bool all = true;
	for (uint32_t i = 0; i < links->n; i++) {
		struct instance *x = at_address(l, links->at[i].ld);
		const struct lw_mapping *m = lw_maps_find(&l->r->maps, links->at[i].ld);
		if (x != NULL && x->link == LW_NO_ID)
			x->link = i;
		if (x != NULL)
			LW_TRY(from_instance(l->r, x, kind_of(l, x, i == 0), err));
		else if (m != NULL && strcmp(m->path, "[vdso]") == 0)
			LW_TRY(vdso(l->r, m, &links->at[i], err));
		else
			all = false;
	}
	return all || lw_process_note(l->r, err, "the loader's list names something that is mapped from no file");
}

/* Executable, or without a list also what is mapped in several parts; a file that could be read and is no ELF file is
 * data, or code that the program has made. */
static bool is_loaded(const struct listing *l, const struct instance *x) {
	const bool elf = x->file != NULL && x->file->image != NULL;
	const bool unread = x->file == NULL || x->file->error != NULL;
	if (x->done)
		return false;
	return (x->exec && (elf || (unread && strchr(x->path, ':') == NULL && x->first->off == 0))) ||
		(!l->r->p->has_list && elf && x->n > 1 && x->end != 0);
}

static bool unlisted(struct listing *l, struct lw_error *err) {
	for (uint32_t i = 0; i < l->all.n; i++) {
		struct instance *x = l->all.at[i];
		if (is_loaded(l, x) && kind_of(l, x, false) == LW_MAPPED_PROGRAM)
			LW_TRY(from_instance(l->r, x, LW_MAPPED_PROGRAM, err));
	}
	/* The kernel gives addresses from above. */
	for (uint32_t i = l->all.n; i-- > 0;)
		if (is_loaded(l, l->all.at[i]))
			LW_TRY(from_instance(l->r, l->all.at[i], kind_of(l, l->all.at[i], false), err));
	return true;
}

bool lw_process_list(struct lw_process_reading *r, struct lw_error *err) {
	struct listing l = {.r = r};
	return gather(&l, err) && listed(&l, err) && unlisted(&l, err);
}
