/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/fail.h"
#include "check/flooring.h"
#include "linkwright/macho.h"
#include "names/macho_names.h"
#include "names/musl_symbols.h"
#include "names/versions.h"
#include "names/windows_since.h"

/* Keeps the newest of each kind. versions are compared by their numbers. */
static bool take(struct lw_flooring *f, struct lw_floor_system new, struct lw_error *err) {
	struct lw_floor_system *at = NULL;
	for (uint32_t i = 0; i < f->systems.n; i++)
		if (strcmp(f->systems.at[i].name, new.name) == 0)
			at = &f->systems.at[i];
	if (at != NULL && lw_version_compare(new.version, at->version) <= 0)
		return true;
	if (at == NULL && (at = lw_vec_add(f->a, &f->systems, err)) == NULL)
		return false;
	*at = new;
	return true;
}

/* NT_GNU_ABI_TAG: the oldest kernel that the C library of the build served. 0 stands for Linux (elf.h,
 * ELF_NOTE_OS_LINUX). */
static bool kernel(struct lw_flooring *f, const struct lw_elf *e, const char *label, struct lw_error *err) {
	if (!e->has_abi_tag || e->abi_os != 0)
		return true;
	const char *version =
		lw_sprintf(f->a, err, "%u.%u.%u", e->abi_version[0], e->abi_version[1], e->abi_version[2]);
	return version != NULL && take(f, (struct lw_floor_system){"Linux", version, NULL, NULL, label}, err);
}

static bool cpu(struct lw_flooring *f, const struct lw_image *img, const char *label, struct lw_error *err) {
	static const char *const levels[] = {"2", "3", "4"};
	static const char *const words[] = {"a CPU of level x86-64-v2", "a CPU of level x86-64-v3",
					    "a CPU of level x86-64-v4"};
	const unsigned level = lw_x86_level(img);
	return level < 2 ||
		take(f, (struct lw_floor_system){"x86-64 level", levels[level - 2], words[level - 2], NULL, label},
		     err);
}

static bool is_of_musl(const struct lw_image *img) {
	bool yes = img->interp != NULL && strstr(img->interp, "/ld-musl-") != NULL;
	for (uint32_t i = 0; i < img->n_needs; i++) {
		const char *libc = lw_libc_of_name(img->needs[i].name);
		yes = yes || (libc != NULL && strcmp(libc, "musl") == 0);
	}
	return yes;
}

#define STB_WEAK 2

static bool musl(struct lw_flooring *f, const struct lw_file *file, const struct lw_image *img, const char *label,
		 struct lw_error *err) {
	const struct lw_symbol *list;
	size_t n;
	if (!is_of_musl(img))
		return true;
	LW_TRY(lw_session_symbols(f->s, file, &list, &n, err));
	for (size_t i = 0; i < n; i++) {
		const char *since = list[i].raw.st_shndx == 0 && list[i].raw.st_info >> 4 != STB_WEAK
			? lw_musl_since(list[i].name)
			: NULL;
		if (since != NULL)
			LW_TRY(take(f, (struct lw_floor_system){"musl", since, NULL, list[i].name, label}, err));
	}
	const struct lw_floor_system any = {"musl", "1.0", "musl", NULL, label},
				     relr = {"musl", LW_MUSL_WITH_RELR, NULL, "DT_RELR", label};
	return take(f, img->elf->has_relr ? relr : any, err);
}

/* As Apple writes it. */
static const char *words_of(uint32_t platform) {
	static const struct {
		const char *name, *words;
	} rows[] = {{"macos", "macOS"},     {"ios", "iOS"},           {"tvos", "tvOS"},
		    {"watchos", "watchOS"}, {"visionos", "visionOS"}, {"maccatalyst", "Mac Catalyst"}};
	const char *name = lw_macho_platform_name(platform);
	for (size_t i = 0; name != NULL && i < sizeof rows / sizeof rows[0]; i++)
		if (strcmp(rows[i].name, name) == 0)
			return rows[i].words;
	return name == NULL ? "another system of Apple's" : name;
}

/* xxxx.yy.zz in nibbles (mach-o/loader.h). */
static bool apple(struct lw_flooring *f, const struct lw_macho *m, const char *label, struct lw_error *err) {
	for (uint32_t i = 0; i < m->n_builds; i++) {
		const struct lw_macho_build *b = &m->builds[i];
		const char *version = lw_sprintf(f->a, err, "%u.%u%s", b->min_os >> 16, (b->min_os >> 8) & 0xff,
						 (b->min_os & 0xff) == 0 ? "" : ".");
		if (version != NULL && (b->min_os & 0xff) != 0)
			version = lw_sprintf(f->a, err, "%s%u", version, b->min_os & 0xff);
		LW_TRY(version != NULL &&
		       take(f, (struct lw_floor_system){words_of(b->platform), version, NULL, NULL, label}, err));
	}
	return true;
}

static bool windows(struct lw_flooring *f, const struct lw_file *file, const struct lw_image *img, const char *label,
		    struct lw_error *err) {
	const struct lw_pe_optional *o = &img->pe->optional;
	const struct lw_pe_symbols *symbols;
	if (!img->pe->has_optional)
		return true;
	const char *version = lw_sprintf(f->a, err, "%llu.%llu", (unsigned long long)o->major_subsystem_version,
					 (unsigned long long)o->minor_subsystem_version);
	LW_TRY(version != NULL &&
	       take(f, (struct lw_floor_system){"Windows", version, lw_windows_words(version), NULL, label}, err) &&
	       lw_session_pe_symbols(f->s, file, img, &symbols, err));
	for (size_t i = 0; i < symbols->n_imports; i++) {
		const struct lw_pe_import *import = &symbols->imports[i];
		const char *since =
			import->name == NULL || import->dll >= img->pe->n_dlls || img->pe->dlls[import->dll].delay
			? NULL
			: lw_windows_since(import->name);
		if (since != NULL)
			LW_TRY(take(f,
				    (struct lw_floor_system){"Windows", since, lw_windows_words(since), import->name,
							     label},
				    err));
	}
	return true;
}

bool lw_floor_systems(struct lw_flooring *f, const struct lw_file *file, const struct lw_image *img, const char *label,
		      struct lw_error *err) {
	if (img->macho != NULL)
		return apple(f, img->macho, label, err);
	if (img->pe != NULL)
		return windows(f, file, img, label, err);
	return img->elf == NULL ||
		(kernel(f, img->elf, label, err) && cpu(f, img, label, err) && musl(f, file, img, label, err));
}
