/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel tells of a process as a whole: proc(5), and getauxval(3) for the vector that the loader was given. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/fail.h"
#include "os/errno_names.h"
#include "os/resolve.h"
#include "process/reading.h"

#define MOST_MAPS ((size_t)256 << 20)
#define MOST_ENVIRONMENT ((size_t)16 << 20)

enum { AT_PHDR = 3, AT_PHENT = 4, AT_PHNUM = 5, AT_BASE = 7, AT_ENTRY = 9, AT_SECURE = 23 };

bool lw_process_note(struct lw_process_reading *r, struct lw_error *err, const char *fmt, ...) {
	va_list ap;
	va_start(ap, fmt);
	const char *text = lw_vsprintf(r->a, err, fmt, ap);
	va_end(ap);
	const char **slot = text == NULL ? NULL : lw_vec_add(r->a, &r->notes, err);
	if (slot == NULL)
		return false;
	*slot = text;
	return true;
}

const char *lw_process_path(const struct lw_process_reading *r, const char *path) {
	const size_t n = strlen(r->p->root);
	const bool below = n > 1 && strncmp(path, r->p->root, n) == 0 && path[n] == '/';
	return below ? path + n : path;
}

static bool refused(int sys, const char *what, struct lw_error *err) {
	struct lw_errno_buf words;
	if (sys == ESRCH || sys == ENOENT)
		return lw_fail(err, LW_E_NOT_FOUND, "the process has ended");
	if (sys == EACCES || sys == EPERM)
		return lw_fail(err, LW_E_IO,
			       "%s of the process may not be read: %s; run linkwright as its owner or as root", what,
			       lw_errno_words(sys, &words));
	return lw_fail(err, LW_E_IO, "%s of the process cannot be read: %s", what, lw_errno_words(sys, &words));
}

/* The state of proc(5), status: 'Z' for what has ended and is waited for. '?' where it is not told. */
static bool state(struct lw_process_reading *r, char *out, struct lw_error *err) {
	static const char word[] = "\nState:\t";
	struct lw_span text;
	int sys;
	*out = '?';
	LW_TRY(lw_proc_text(&r->proc, "status", 1 << 20, r->a, &text, &sys, err));
	for (uint64_t i = 0; sys == 0 && i + sizeof word <= text.len; i++)
		if (memcmp(text.ptr + i, word, sizeof word - 1) == 0) {
			*out = (char)text.ptr[i + sizeof word - 1];
			break;
		}
	return true;
}

static bool maps(struct lw_process_reading *r, struct lw_error *err) {
	struct lw_span text;
	int sys;
	char now;
	LW_TRY(lw_proc_text(&r->proc, "maps", MOST_MAPS, r->a, &text, &sys, err));
	if (sys != 0)
		return refused(sys, "the memory map", err);
	LW_TRY(lw_maps_parse(text, r->a, &r->maps, err));
	if (r->maps.n != 0)
		return true;
	LW_TRY(state(r, &now, err));
	return lw_fail(err, LW_E_UNSUPPORTED,
		       now == 'Z' ? "the process has ended and waits for its parent: nothing is mapped any more"
				  : "nothing is mapped: it is a thread of the kernel");
}

/* A link's target as the process would name it; NULL where it cannot be told. */
static bool link_of(struct lw_process_reading *r, const char *name, const char **out, struct lw_error *err) {
	static const char gone[] = " (deleted)";
	char text[LW_LONGEST_PATH];
	*out = NULL;
	if (lw_proc_link(&r->proc, name, text, sizeof text) != 0)
		return true;
	const size_t n = strlen(text), k = sizeof gone - 1;
	struct lw_stat st;
	if (n > k && strcmp(text + n - k, gone) == 0 && r->s->fs->ops->stat(r->s->fs, text, &st) != 0)
		text[n - k] = '\0';
	const char *kept = lw_strdup(r->a, text, err);
	*out = kept == NULL ? NULL : lw_process_path(r, kept);
	return kept != NULL;
}

/* Strings with a NUL behind each. */
static bool environment(struct lw_process_reading *r, struct lw_error *err) {
	struct lw_span text;
	int sys;
	LW_VEC(const char *) list = {0};
	LW_TRY(lw_proc_text(&r->proc, "environ", MOST_ENVIRONMENT, r->a, &text, &sys, err));
	for (uint64_t at = 0; sys == 0 && at < text.len;) {
		const char *entry = lw_span_cstr(text, at);
		const uint64_t n = entry == NULL ? text.len - at : strlen(entry);
		entry = lw_strndup(r->a, (const char *)text.ptr + at, (size_t)n, err);
		const char **slot = entry == NULL ? NULL : lw_vec_add(r->a, &list, err);
		if (slot == NULL)
			return false;
		*slot = entry;
		list.n -= strchr(entry, '=') == NULL; /* not of the form that a loader looks at */
		at += n + 1;
	}
	r->p->has_env = sys == 0;
	r->p->env = list.at;
	r->p->n_env = list.n;
	return sys == 0 ||
		lw_process_note(r, err,
				"the environment of the process may not be read: what came at its start is not known");
}

static bool command(struct lw_process_reading *r, struct lw_error *err) {
	struct lw_span text;
	int sys;
	r->p->command = "";
	LW_TRY(lw_proc_text(&r->proc, "cmdline", MOST_ENVIRONMENT, r->a, &text, &sys, err));
	const char *first = sys == 0 ? lw_span_cstr(text, 0) : NULL;
	if (first != NULL)
		r->p->command = first;
	return true;
}

static void keep_aux(struct lw_process_auxv *v, const struct lw_raw_aux *x) {
	uint64_t *const to = x->a_type == AT_PHDR ? &v->phdr
		: x->a_type == AT_PHENT           ? &v->phent
		: x->a_type == AT_PHNUM           ? &v->phnum
		: x->a_type == AT_BASE            ? &v->base
		: x->a_type == AT_ENTRY           ? &v->entry
		: x->a_type == AT_SECURE          ? &v->secure
						  : NULL;
	if (to != NULL)
		*to = x->a_val;
}

static bool auxv(struct lw_process_reading *r, struct lw_error *err) {
	struct lw_span text;
	int sys;
	struct lw_raw_aux x;
	LW_TRY(lw_proc_text(&r->proc, "auxv", 1 << 16, r->a, &text, &sys, err));
	const uint64_t size = lw_record_size(&lw_rec_aux, r->layout.is64);
	for (uint64_t at = 0; sys == 0 && lw_record_get(&lw_rec_aux, text, at, r->layout.is64, r->layout.big, &x);
	     at += size)
		keep_aux(&r->auxv, &x);
	r->p->secure = r->auxv.secure != 0;
	return true;
}

/* The program, by the link that leads to it also when no path does. */
static bool program(struct lw_process_reading *r, struct lw_error *err) {
	struct lw_stat st;
	const char *exe;
	LW_TRY(link_of(r, "exe", &exe, err));
	if (exe == NULL)
		return refused(EACCES, "the program", err);
	r->p->exe = exe;
	if (lw_proc_stat(&r->proc, "exe", &st) == 0) {
		r->exe_dev = st.dev;
		r->exe_ino = st.ino;
	}
	/* Its layout is needed before anything else of it: the first bytes tell. */
	struct lw_source src;
	uint8_t ident[16];
	uint64_t got = 0;
	struct lw_error bad = {0};
	if (lw_proc_file(&r->proc, "exe", &src, &st) != 0)
		return lw_process_note(r, err, "the program may not be read");
	if (lw_source_read(&src, 0, ident, sizeof ident, &got, &bad) && got == sizeof ident)
		r->layout = (struct lw_layout){ident[4] == 2, ident[5] == 2};
	lw_source_close(&src);
	return true;
}

static bool whole(struct lw_process_reading *r, struct lw_error *err) {
	char root[LW_LONGEST_PATH];
	const int sys = lw_proc_link(&r->proc, "root", root, sizeof root);
	if (sys != 0)
		return refused(sys, "the root directory", err);
	r->p->elsewhere = !lw_proc_shares_root(&r->proc);
	r->p->root = lw_strdup(r->a, root, err);
	LW_TRY(r->p->root != NULL && maps(r, err) && program(r, err) && link_of(r, "cwd", &r->p->cwd, err));
	LW_TRY(command(r, err) && environment(r, err) && auxv(r, err));
	LW_TRY(lw_process_links(r, err) && lw_process_list(r, err));
	return lw_process_compare(r, err) && lw_process_copies(r, err);
}

static void finish(struct lw_process_reading *r) {
	r->p->objects = r->objects.at;
	r->p->n_objects = r->objects.n;
	r->p->notes = r->notes.at;
	r->p->n_notes = r->notes.n;
}

bool lw_process_read(struct lw_session *s, uint32_t pid, const struct lw_process **out, struct lw_error *err) {
	struct lw_process_reading r = {.s = s, .a = &s->graphs, .fs = lw_process_fs_of(s), .layout = {true, false}};
	if (r.fs == NULL || r.fs->pid != pid)
		return lw_fail(err, LW_E_UNSUPPORTED, "the session was not made for this process (lw_process_session)");
	const int sys = lw_proc_open(pid, &r.proc);
	if (sys != 0)
		return refused(sys, "what is known", err);
	r.p = lw_alloc(r.a, 1, sizeof *r.p, err);
	bool ok = r.p != NULL;
	if (ok) {
		r.p->pid = pid;
		ok = whole(&r, err);
	}
	lw_proc_close(&r.proc);
	if (!ok)
		return false;
	finish(&r);
	*out = r.p;
	return true;
}
