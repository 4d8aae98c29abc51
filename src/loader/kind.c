/* SPDX-License-Identifier: Apache-2.0 */
#include "loader/kind.h"

#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "loader/dyld.h"
#include "loader/glibc.h"
#include "loader/libc.h"
#include "loader/musl.h"
#include "loader/windows.h"

static const struct lw_loader_ops glibc = {"glibc", lw_gl_run, lw_gl_alone, lw_gl_places};
static const struct lw_loader_ops musl = {"musl", lw_mu_run, lw_mu_alone, lw_mu_places};

static const struct lw_loader_ops windows = {"windows", lw_wi_run, lw_wi_alone, lw_wi_places};
static const struct lw_loader_ops dyld = {"dyld", lw_dy_run, lw_dy_alone, lw_dy_places};

const struct lw_loader_ops *lw_loader_of_format(enum lw_format format) {
	return format == LW_FORMAT_MACHO ? &dyld : format == LW_FORMAT_PE ? &windows : NULL;
}

/* Interpreters by the beginning of their file name; ops NULL: rules that are not known. */
static const struct {
	const char *prefix, *whose;
	const struct lw_loader_ops *ops;
} by_name[] = {
	{"ld-musl-", "musl's", &musl},     {"ld-linux", "glibc's", &glibc}, {"ld-uClibc", "uClibc's", NULL},
	{"ld64-uClibc", "uClibc's", NULL}, {"linker", "Android's", NULL},   {"ld-elf", "FreeBSD's", NULL},
	{"ld.elf_so", "NetBSD's", NULL},
};

static const char *base_name(const char *path) {
	const char *slash = strrchr(path, '/');
	return slash == NULL ? path : slash + 1;
}

static bool begins(const char *text, const char *with) {
	return strncmp(text, with, strlen(with)) == 0;
}

/* musl's loader is its libc: it has no needs and defines what a libc does. Some distributions give it a soname. */
static bool is_musl_file(struct lw_session *s, const struct lw_world *w, const char *path, bool *yes,
			 struct lw_error *err) {
	const struct lw_file *f;
	int sys;
	*yes = false;
	const char *abs = lw_path_absolute(&s->graphs, w->cwd != NULL ? w->cwd : "/", path, err);
	LW_TRY(abs != NULL && lw_session_load(s, abs, &f, &sys, err));
	if (f == NULL || f->image == NULL || f->image->n_needs != 0)
		return true;
	const char *soname = f->image->soname.text;
	*yes = soname != NULL && (strcmp(soname, "libc.so") == 0 || begins(soname, "libc.musl-"));
	return *yes || lw_is_libc(s, f, yes, err);
}

static bool by_interpreter(struct lw_session *s, const struct lw_world *w, const char *interp,
			   const struct lw_loader_ops **out, struct lw_error *err) {
	const char *base = base_name(interp);
	for (size_t i = 0; i < sizeof by_name / sizeof by_name[0]; i++) {
		if (!begins(base, by_name[i].prefix))
			continue;
		*out = by_name[i].ops;
		return *out != NULL ||
			lw_fail(err, LW_E_UNSUPPORTED,
				"is for %s loader, whose rules linkwright does not follow (--loader glibc and --loader "
				"musl answer for theirs)",
				by_name[i].whose);
	}
	bool yes;
	LW_TRY(is_musl_file(s, w, interp, &yes, err));
	*out = yes ? &musl : &glibc;
	return true;
}

/* What a library needs tells whose it is: musl's libc is libc.so or libc.musl-ARCH.so.1, glibc's is libc.so.6. NULL: it
 * tells nothing. */
static const struct lw_loader_ops *by_needs(const struct lw_image *img) {
	for (uint32_t i = 0; i < img->n_needs; i++) {
		const char *name = img->needs[i].name;
		if (strcmp(name, "libc.so") == 0 || begins(name, "libc.musl-"))
			return &musl;
		if (begins(name, "libc.so.") || begins(name, "ld-linux"))
			return &glibc;
	}
	const char *soname = img->soname.text;
	const bool libc = soname != NULL && (strcmp(soname, "libc.so") == 0 || begins(soname, "libc.musl-"));
	return libc ? &musl : NULL;
}

/* A system that has musl's loader and not glibc's. */
static bool by_system(struct lw_session *s, const struct lw_machine *m, const struct lw_loader_ops **out,
		      struct lw_error *err) {
	const struct lw_file *f;
	int sys;
	*out = &glibc;
	LW_TRY(lw_session_load(s, m->interp, &f, &sys, err));
	if (f != NULL || m->musl == NULL)
		return true;
	const char *path = lw_sprintf(&s->graphs, err, "/lib/ld-musl-%s.so.1", m->musl);
	LW_TRY(path != NULL && lw_session_load(s, path, &f, &sys, err));
	if (f != NULL)
		*out = &musl;
	return true;
}

bool lw_loader_for(struct lw_session *s, const struct lw_world *w, const struct lw_machine *m,
		   const struct lw_image *img, const struct lw_loader_ops **out, struct lw_error *err) {
	*out = w->loader == LW_LOADER_GLIBC ? &glibc : w->loader == LW_LOADER_MUSL ? &musl : NULL;
	if (*out == NULL && img->interp != NULL)
		LW_TRY(by_interpreter(s, w, img->interp, out, err));
	if (*out == NULL)
		*out = by_needs(img);
	if (*out == NULL)
		LW_TRY(by_system(s, m, out, err));
	if (*out != &musl || m->musl != NULL)
		return true;
	return lw_fail(err, LW_E_UNSUPPORTED, "is for musl's loader, which linkwright does not know for the machine %s",
		       m->name);
}
