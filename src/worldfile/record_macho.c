/* SPDX-License-Identifier: Apache-2.0 */
/* What is recorded of a search of dyld: of each Mach-O file the slice that it looked at, and the program's rights. */
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "loader/dyld.h"
#include "names/macho_names.h"
#include "os/errno_names.h"
#include "worldfile/record_dyldcache.h"
#include "worldfile/writing.h"

static const char *arch_of(const struct lw_image *img) {
	return img->format != LW_FORMAT_MACHO
		? NULL
		: lw_macho_arch_name(img->macho->header.cputype, img->macho->header.cpusubtype);
}

/* The slice for the program, else the first one: of what is refused no more counts. */
static const struct lw_image *slice_of(const struct lw_writing *w, const struct lw_file *f) {
	const char *wanted = arch_of(w->g->image);
	for (uint32_t i = 0; wanted != NULL && i < f->n_images; i++)
		if (arch_of(f->images[i]) != NULL && strcmp(arch_of(f->images[i]), wanted) == 0)
			return f->images[i];
	return f->n_images == 0 ? NULL : f->images[0];
}

static bool is_first_of_its_arch(const struct lw_file *f, uint32_t i) {
	for (uint32_t k = 0; k < i; k++)
		if (arch_of(f->images[k]) != NULL && strcmp(arch_of(f->images[k]), arch_of(f->images[i])) == 0)
			return false;
	return true;
}

/* Those that have a name; a second one of a name is never taken. */
static bool archs(struct lw_writing *w, const struct lw_file *f, struct lw_error *err) {
	if (f->n_images == 1 && strcmp(arch_of(f->images[0]), "arm64") == 0)
		return true;
	LW_TRY(lw_writing_put(w, "\tarch", err));
	for (uint32_t i = 0; i < f->n_images; i++)
		if (arch_of(f->images[i]) != NULL && is_first_of_its_arch(f, i))
			LW_TRY(lw_writing_word(w, arch_of(f->images[i]), err));
	return lw_writing_put(w, "\n", err);
}

static bool kind(struct lw_writing *w, const struct lw_image *img, struct lw_error *err) {
	static const struct {
		uint32_t type;
		const char *word, *value;
	} words[] = {{2, "\tprogram", NULL}, {7, "\ttype", "dylinker"}, {8, "\ttype", "bundle"}};
	const uint64_t type = img->macho->header.filetype;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (words[i].type == type)
			return lw_writing_line(w, err, words[i].word, words[i].value, NULL);
	return type == 6 || lw_writing_number(w, "\ttype", type, err);
}

static bool texts(struct lw_writing *w, const char *word, const struct lw_entry_text *list, uint32_t n,
		  struct lw_error *err) {
	for (uint32_t i = 0; i < n; i++)
		if (list[i].text != NULL)
			LW_TRY(lw_writing_line(w, err, word, list[i].text, NULL));
	return true;
}

struct version {
	char text[32];
};

static const char *dotted(uint32_t v, struct version *buf) {
	const unsigned a = v >> 16, b = v >> 8 & 0xff, c = v & 0xff;
	snprintf(buf->text, sizeof buf->text, c == 0 ? "%u.%u" : "%u.%u.%u", a, b, c);
	return buf->text;
}

static bool commands(struct lw_writing *w, const struct lw_image *img, struct lw_error *err) {
	static const char *const words[LW_N_NEED_KINDS] = {[LW_NEED_LIBRARY] = "\tload",
							   [LW_NEED_WEAK] = "\tweak",
							   [LW_NEED_REEXPORT] = "\treexport",
							   [LW_NEED_UPWARD] = "\tupward",
							   [LW_NEED_LAZY] = "\tlazy"};
	const struct lw_macho *m = img->macho;
	struct version own;
	if (img->soname.text != NULL)
		LW_TRY(lw_writing_line(w, err, "\tid", img->soname.text, NULL));
	if (img->soname.text != NULL && m->id.current != 0x10000)
		LW_TRY(lw_writing_line(w, err, "\tversion", dotted(m->id.current, &own), NULL));
	for (uint32_t i = 0; i < img->n_needs; i++) {
		const bool delayed = m->dylibs[i].delayed && m->dylibs[i].is_use;
		const char *word = delayed ? "\tdelayed" : words[img->needs[i].kind];
		LW_TRY(lw_writing_line(w, err, word == NULL ? "\tload" : word, img->needs[i].name, NULL));
	}
	return texts(w, "\trpath", m->rpaths, m->n_rpaths, err) &&
		texts(w, "\tenvironment", m->environment, m->n_environment, err);
}

/* What a world file takes it for without a line about it. */
static bool is_usual(const struct lw_macho *m) {
	return m->n_builds == 1 && m->builds[0].platform == 1 && m->builds[0].min_os == DY_VERSION(11, 0) &&
		m->builds[0].sdk == DY_VERSION(15, 0);
}

static bool builds(struct lw_writing *w, const struct lw_macho *m, struct lw_error *err) {
	if (is_usual(m) || m->n_builds == 0)
		return is_usual(m) || lw_writing_line(w, err, "\tbuild", "none", NULL);
	for (uint32_t i = 0; i < m->n_builds; i++) {
		const struct lw_macho_build *b = &m->builds[i];
		struct version least, sdk, number;
		const char *platform = lw_macho_platform_name(b->platform);
		snprintf(number.text, sizeof number.text, "%u", (unsigned)b->platform);
		LW_TRY(lw_writing_line(w, err, "\tbuild", platform == NULL ? number.text : platform,
				       dotted(b->min_os, &least), dotted(b->sdk, &sdk), NULL));
	}
	return true;
}

/* What takes DYLD_* from a program, and what gives it back. */
static bool rights(struct lw_writing *w, const struct lw_macho *m, struct lw_error *err) {
	static const char *const keys[] = {
#define X(code, key) [LW_MACHO_ENTITLED_##code] = key,
		LW_MACHO_ENTITLEMENTS(X)
#undef X
	};
	const uint32_t flags = m->signature.best == NULL ? 0 : m->signature.best->flags;
	const bool runtime = (flags & LW_MACHO_CS_RUNTIME) != 0, restricted = (flags & LW_MACHO_CS_RESTRICT) != 0,
		   entitled = (m->signature.entitled & 1u << LW_MACHO_ENTITLED_DYLD_ENVIRONMENT) != 0;
	if (m->restricted)
		LW_TRY(lw_writing_line(w, err, "\trestricted", NULL));
	if (!runtime && !restricted)
		return true;
	LW_TRY(lw_writing_line(w, err, "\tsigned", runtime ? "runtime" : "restrict",
			       runtime && restricted ? "restrict" : NULL, NULL));
	return !entitled || lw_writing_line(w, err, "\tentitlement", keys[LW_MACHO_ENTITLED_DYLD_ENVIRONMENT], NULL);
}

static bool lines(struct lw_writing *w, const char *path, const struct lw_file *f, bool *told, struct lw_error *err) {
	const struct lw_image *img = slice_of(w, f);
	*told = img != NULL && arch_of(img) != NULL && img->damage == NULL && img->macho->has_header;
	if (!*told)
		return true;
	return lw_writing_line(w, err, "macho", path, NULL) && kind(w, img, err) && archs(w, f, err) &&
		commands(w, img, err) && builds(w, img->macho, err) && rights(w, img->macho, err);
}

/* What dyld refuses without a system call gives the same again: a relative path in a hardened program, one that is too
 * long. */
static bool probe(struct lw_writing *w, const struct lw_probe *p, struct lw_error *err) {
	const bool by_rule =
		(p->sys == lw_errno_of_name("EPERM") && p->path[0] != '/') || strlen(p->path) >= DY_LONGEST_PATH;
	const char *path = lw_path_absolute(w->a, w->g->world->cwd, p->path, err);
	return path != NULL && (by_rule || lw_writing_look(w, path, p->sys, err));
}

static bool surroundings(struct lw_writing *w, struct lw_error *err) {
	const struct lw_world *world = w->g->world;
	for (size_t i = 0; i < world->n_env; i++)
		if (strncmp(world->env[i], "DYLD_", 5) == 0)
			LW_TRY(lw_writing_line(w, err, "env", world->env[i], NULL));
	LW_TRY(lw_writing_line(w, err, "cwd", world->cwd, NULL));
	if (world->secure)
		LW_TRY(lw_writing_line(w, err, "secure", NULL));
	const char *arch = arch_of(w->g->image);
	return w->g->objects[0].file->n_images < 2 || arch == NULL || lw_writing_line(w, err, "cpu", arch, NULL);
}

static bool also(struct lw_writing *w, const char *given, struct lw_error *err) {
	const char *path = lw_path_absolute(w->a, w->g->world->cwd, given, err);
	return path != NULL && lw_writing_look(w, path, 0, err);
}

static bool write_all(struct lw_writing *w, struct lw_error *err) {
	w->lines = lines;
	LW_TRY(lw_writing_line(w, err, "loader", "dyld", w->g->loader.version, NULL));
	LW_TRY(lw_record_dyldcache(w, err) && also(w, w->g->file, err));
	for (uint32_t i = 0; i < w->g->n_probes; i++)
		LW_TRY(probe(w, &w->g->probes[i], err));
	return surroundings(w, err);
}

const struct lw_recorder lw_recorder_macho = {write_all, also};
