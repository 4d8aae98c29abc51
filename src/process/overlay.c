/* SPDX-License-Identifier: Apache-2.0 */
#include "process/overlay.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/fail.h"

struct part {
	const char *link; /* "map_files/START-END" */
	bool from_memory;
	struct lw_mapped_file mapped;
	struct lw_stat st;
};

static const struct lw_process_fs *of(const struct lw_fs *fs) {
	return (const struct lw_process_fs *)((const char *)fs - offsetof(struct lw_process_fs, fs));
}

static const struct part *part_at(const struct lw_fs *fs, const char *path) {
	return lw_map_get(&of(fs)->parts, path, strlen(path));
}

static int open_part(const struct lw_process_fs *p, const struct part *part, struct lw_source *src,
		     struct lw_stat *st) {
	if (part->from_memory) {
		*st = part->st;
		return lw_mapped_file_open(&part->mapped, src);
	}
	struct lw_proc proc;
	int sys = lw_proc_open(p->pid, &proc);
	if (sys == 0)
		sys = lw_proc_file(&proc, part->link, src, st);
	lw_proc_close(&proc);
	return sys;
}

static int open_over(const struct lw_fs *fs, const char *path, struct lw_source *src, struct lw_stat *st) {
	const struct part *part = part_at(fs, path);
	return part != NULL ? open_part(of(fs), part, src, st) : of(fs)->under->ops->open(of(fs)->under, path, src, st);
}

static int stat_over(const struct lw_fs *fs, const char *path, struct lw_stat *st) {
	const struct part *part = part_at(fs, path);
	if (part == NULL)
		return of(fs)->under->ops->stat(of(fs)->under, path, st);
	*st = part->st;
	return 0;
}

static int access_over(const struct lw_fs *fs, const char *path) {
	return part_at(fs, path) != NULL ? 0 : of(fs)->under->ops->access(of(fs)->under, path);
}

static int realpath_over(const struct lw_fs *fs, const char *path, char *buf, size_t n_buf) {
	if (part_at(fs, path) == NULL)
		return of(fs)->under->ops->realpath(of(fs)->under, path, buf, n_buf);
	if (strlen(path) >= n_buf)
		return ENAMETOOLONG;
	memcpy(buf, path, strlen(path) + 1);
	return 0;
}

static int list_over(const struct lw_fs *fs, const char *path, lw_fs_name_fn *each, void *ctx) {
	return of(fs)->under->ops->list(of(fs)->under, path, each, ctx);
}

static const struct lw_fs_ops over = {open_over, stat_over, access_over, realpath_over, list_over, NULL};

bool lw_process_fs_lay(struct lw_session *s, uint32_t pid, struct lw_error *err) {
	struct lw_process_fs *p = lw_alloc(&s->arena, 1, sizeof *p, err);
	if (p == NULL)
		return false;
	*p = (struct lw_process_fs){.fs = {&over}, .under = s->fs, .arena = &s->arena, .pid = pid};
	s->fs = &p->fs;
	return true;
}

struct lw_process_fs *lw_process_fs_of(const struct lw_session *s) {
	return s->fs->ops == &over ? (struct lw_process_fs *)(uintptr_t)of(s->fs) : NULL;
}

/* What can be opened is; else it is put together. False: memory has run out. */
static bool settle(struct lw_process_fs *p, const struct lw_proc *proc, const struct lw_mappings *maps,
		   const struct lw_mapped_part *what, struct part *part, bool *usable, struct lw_error *err) {
	struct lw_source src;
	int sys = lw_proc_file(proc, part->link, &src, &part->st);
	*usable = true;
	if (sys == 0) {
		lw_source_close(&src);
		return true;
	}
	part->from_memory = true;
	*usable = lw_mapped_file_of(proc, maps, what->first, p->arena, &part->mapped, &sys, err);
	part->st = (struct lw_stat){
		.kind = LW_KIND_FILE, .mode = 0444, .dev = what->dev, .ino = what->ino, .size = part->mapped.size};
	return *usable || err->code == LW_E_OK;
}

bool lw_process_fs_add(struct lw_process_fs *p, const struct lw_proc *proc, const struct lw_mappings *maps,
		       const struct lw_mapped_part *what, const char **path, bool *from_memory, struct lw_error *err) {
	struct part *part = lw_alloc(p->arena, 1, sizeof *part, err);
	const char *full = part == NULL
		? NULL
		: lw_sprintf(p->arena, err, "/proc/%lu/map_files/%llx-%llx", (unsigned long)p->pid,
			     (unsigned long long)what->first->start, (unsigned long long)what->first->end);
	bool usable = false;
	if (full == NULL)
		return false;
	part->link = strstr(full, "map_files/");
	LW_TRY(settle(p, proc, maps, what, part, &usable, err));
	*path = usable ? full : NULL;
	*from_memory = part->from_memory;
	return !usable || lw_map_put(&p->parts, p->arena, full, strlen(full), part, err);
}
