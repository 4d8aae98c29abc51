/* SPDX-License-Identifier: Apache-2.0 */
#include "os/fs_mount.h"

#include <errno.h>
#include <string.h>

#include "base/path.h"
#include "os/resolve.h"

/* Files of mount i have this and i as their device, which no disk has (dev_t has 32 bits on Linux). */
#define DEVICE (UINT64_C(1) << 40)

static const struct lw_mount_fs *of(const struct lw_fs *fs) {
	return (const struct lw_mount_fs *)fs; /* fs is the first member */
}

/* What of a path lies below the mount; NULL: it lies elsewhere. */
static const char *below(const struct lw_mount *m, const char *path) {
	const size_t n = strlen(m->at);
	return strncmp(path, m->at, n) == 0 && (path[n] == '/' || path[n] == '\0') ? path + n : NULL;
}

/* Does the rest of a path stay below where it begins? */
static bool stays(const char *rest) {
	int depth = 0;
	while (*rest != '\0' && depth >= 0) {
		rest += strspn(rest, "/");
		const size_t k = strcspn(rest, "/");
		depth += k == 2 && memcmp(rest, "..", 2) == 0 ? -1 : k == 0 || (k == 1 && *rest == '.') ? 0 : 1;
		rest += k;
	}
	return depth >= 0;
}

/* A path inside the mount's own file system; false: it is not there, or too long. fold: ".." has been taken out. */
static bool inside(const struct lw_mount *m, const char *path, const char *folded, bool fold,
		   char out[LW_LONGEST_PATH]) {
	const char *rest = below(m, folded), *raw = below(m, path);
	if (rest == NULL)
		return false;
	/* Links count before "..", where that can be told. */
	if (raw != NULL && stays(raw) && !fold)
		rest = raw;
	const size_t n = strlen(m->sub), k = strlen(rest);
	if (n + k + 2 > LW_LONGEST_PATH)
		return false;
	memcpy(out, m->sub, n);
	memcpy(out + n, rest, k + 1);
	if (n + k == 0)
		memcpy(out, "/", 2);
	return true;
}

/* One call on one file system. */
struct call {
	int (*run)(const struct lw_fs *fs, const char *path, void *ctx);
	void *ctx;
};

static bool is_absent(int sys) {
	return sys == ENOENT || sys == ENOTDIR;
}

/* What the base is asked: it does not have the directories of a mount which a path goes through and leaves. */
static const char *in_base(const struct lw_mount_fs *m, const char *path, const char *folded) {
	for (uint32_t i = 0; i < m->mounts.n; i++)
		if (*m->mounts.at[i].at != '\0' && below(&m->mounts.at[i], path) != NULL)
			return folded;
	return path;
}

static int ask(const struct lw_mount_fs *m, const char *path, const struct call *c, const struct lw_mount **which);

static int run_stat(const struct lw_fs *fs, const char *path, void *ctx) {
	return fs->ops->stat(fs, path, ctx);
}

/* Does the path go through a directory, by "..", that is there, though perhaps in another mount than what lies behind?
 */
static bool crosses(const struct lw_mount_fs *m, const char *path) {
	char dir[LW_LONGEST_PATH];
	struct lw_stat st = {0};
	const struct lw_mount *which;
	const char *up = strstr(path, "/../");
	const size_t n = up == NULL ? 0 : (size_t)(up - path);
	if (n == 0 || n >= sizeof dir)
		return false;
	memcpy(dir, path, n);
	dir[n] = '\0';
	return ask(m, dir, &(struct call){run_stat, &st}, &which) == 0 && st.kind == LW_KIND_DIR;
}

/* One mount; the directories of all are one, so that what one has may lie beside what another has. */
static int ask_one(const struct lw_mount_fs *m, const struct lw_mount *mount, const char *path, const char *folded,
		   const struct call *c) {
	char there[LW_LONGEST_PATH];
	if (!inside(mount, path, folded, false, there))
		return ENOENT;
	const int sys = c->run(mount->fs, there, c->ctx);
	if (!is_absent(sys) || !crosses(m, path) || !inside(mount, path, folded, true, there))
		return sys;
	return c->run(mount->fs, there, c->ctx);
}

/* *which: the mount that answered, or NULL. */
static int ask(const struct lw_mount_fs *m, const char *path, const struct call *c, const struct lw_mount **which) {
	char folded[LW_LONGEST_PATH];
	*which = NULL;
	if (!lw_path_fold(path, folded, sizeof folded))
		return ENAMETOOLONG;
	for (uint32_t i = m->mounts.n; i-- > 0;) {
		const int sys = ask_one(m, &m->mounts.at[i], path, folded, c);
		if (!is_absent(sys)) {
			*which = &m->mounts.at[i];
			return sys;
		}
	}
	return m->base == NULL ? ENOENT : c->run(m->base, in_base(m, path, folded), c->ctx);
}

static void mark(const struct lw_mount_fs *m, const struct lw_mount *which, struct lw_stat *st) {
	if (which != NULL)
		st->dev = DEVICE + (uint64_t)(which - m->mounts.at);
}

struct opening {
	struct lw_source *src;
	struct lw_stat *st;
};

static int run_open(const struct lw_fs *fs, const char *path, void *ctx) {
	const struct opening *o = ctx;
	return fs->ops->open(fs, path, o->src, o->st);
}

static int mount_open(const struct lw_fs *fs, const char *path, struct lw_source *src, struct lw_stat *st) {
	struct opening o = {src, st};
	const struct lw_mount *which;
	const int sys = ask(of(fs), path, &(struct call){run_open, &o}, &which);
	if (sys == 0)
		mark(of(fs), which, st);
	return sys;
}

static int mount_stat(const struct lw_fs *fs, const char *path, struct lw_stat *st) {
	const struct lw_mount *which;
	const int sys = ask(of(fs), path, &(struct call){run_stat, st}, &which);
	if (sys == 0)
		mark(of(fs), which, st);
	return sys;
}

static int run_access(const struct lw_fs *fs, const char *path, void *ctx) {
	(void)ctx;
	return fs->ops->access(fs, path);
}

static int mount_access(const struct lw_fs *fs, const char *path) {
	const struct lw_mount *which;
	return ask(of(fs), path, &(struct call){run_access, NULL}, &which);
}

struct real {
	char *buf;
	size_t n;
};

static int run_realpath(const struct lw_fs *fs, const char *path, void *ctx) {
	const struct real *r = ctx;
	return fs->ops->realpath(fs, path, r->buf, r->n);
}

/* The mount's own answer, told from where it is mounted. */
static int outside(const struct lw_mount *m, char *buf, size_t n_buf) {
	const size_t n_sub = strlen(m->sub), n_at = strlen(m->at);
	const char *rest = strncmp(buf, m->sub, n_sub) == 0 ? buf + n_sub : buf;
	if (rest[0] == '/' && rest[1] == '\0' && n_at != 0)
		rest++;
	const size_t n = strlen(rest);
	if (n_at + n + 1 > n_buf)
		return ENAMETOOLONG;
	memmove(buf + n_at, rest, n + 1);
	memcpy(buf, m->at, n_at);
	return 0;
}

static int mount_realpath(const struct lw_fs *fs, const char *path, char *buf, size_t n_buf) {
	struct real r = {buf, n_buf};
	const struct lw_mount *which;
	const int sys = ask(of(fs), path, &(struct call){run_realpath, &r}, &which);
	return sys == 0 && which != NULL ? outside(which, buf, n_buf) : sys;
}

struct names {
	lw_fs_name_fn *each;
	void *ctx;
	bool over;
};

static bool name(void *ctx, const char *text) {
	struct names *n = ctx;
	n->over = !n->each(n->ctx, text);
	return !n->over;
}

/* A directory of several file systems gives the names of all; one that two have comes twice. */
static int mount_list(const struct lw_fs *fs, const char *path, lw_fs_name_fn *each, void *ctx) {
	const struct lw_mount_fs *m = of(fs);
	char folded[LW_LONGEST_PATH], there[LW_LONGEST_PATH];
	struct names n = {each, ctx, false};
	int found = ENOENT;
	if (!lw_path_fold(path, folded, sizeof folded))
		return ENAMETOOLONG;
	for (uint32_t i = m->mounts.n; i-- > 0 && !n.over;) {
		const struct lw_mount *mount = &m->mounts.at[i];
		if (inside(mount, path, folded, false, there) && mount->fs->ops->list(mount->fs, there, name, &n) == 0)
			found = 0;
	}
	if (m->base == NULL || n.over)
		return found;
	const int sys = m->base->ops->list(m->base, in_base(m, path, folded), name, &n);
	return found == 0 ? 0 : sys;
}

void lw_mount_fs_init(struct lw_mount_fs *m, const struct lw_fs *base, struct lw_arena *a) {
	static const struct lw_fs_ops ops = {mount_open, mount_stat, mount_access, mount_realpath, mount_list, NULL};
	*m = (struct lw_mount_fs){.fs = {&ops}, .base = base, .arena = a};
}

bool lw_mount_fs_add(struct lw_mount_fs *m, struct lw_mount mount, struct lw_error *err) {
	struct lw_mount *at = lw_vec_add(m->arena, &m->mounts, err);
	if (at == NULL)
		return false;
	*at = mount;
	return true;
}

const struct lw_mount *lw_mount_fs_which(const struct lw_mount_fs *m, const char *path) {
	const struct lw_mount *which;
	struct lw_stat st;
	return ask(m, path, &(struct call){run_stat, &st}, &which) == 0 ? which : NULL;
}
