/* SPDX-License-Identifier: Apache-2.0 */
/* What of a file can be loaded (dyld MachOFile.cpp, compatibleSlice; JustInTimeLoader.cpp, makeJustInTimeLoaderDisk).
 */
#include <string.h>

#include "base/fail.h"
#include "loader/dyld.h"
#include "names/macho_names.h"

/* A program's slices, best first (dyld GradedArchs: what a Mac of today takes). */
static const char *const grades[] = {"arm64", "arm64e", "x86_64h", "x86_64", "i386", NULL};

static const char *arch_of(const struct lw_image *img) {
	const char *name = lw_macho_arch_name(img->macho->header.cputype, img->macho->header.cpusubtype);
	return name == NULL ? "unknown" : name;
}

const char *lw_dy_arch(const struct lw_image *img) {
	return arch_of(img);
}

uint32_t lw_dy_sdk(const struct lw_image *img) {
	return img->macho->n_builds == 0 ? 0 : img->macho->builds[0].sdk;
}

static unsigned grade_of(const struct lw_image *img) {
	unsigned i = 0;
	while (grades[i] != NULL && strcmp(grades[i], arch_of(img)) != 0)
		i++;
	return i;
}

const struct lw_image *lw_dy_main_slice(const struct lw_file *f, const char *arch) {
	const struct lw_image *best = NULL;
	for (uint32_t i = 0; i < f->n_images; i++) {
		const struct lw_image *img = f->images[i];
		if (img->format != LW_FORMAT_MACHO)
			continue;
		if (arch != NULL && strcmp(arch, arch_of(img)) == 0)
			return img;
		if (arch == NULL && img->macho->has_header && (best == NULL || grade_of(img) < grade_of(best)))
			best = img;
	}
	return best;
}

/* What a process of each machine takes, best first (dyld common/MachOFile.cpp, GradedArchs). A Mac's process of x86_64
 * is one of x86_64h where the CPU is one, as those of all Macs since 2013 are; one of arm64e takes arm64 only with its
 * keys off, for which Apple's own debuggers ask. Machines that are not here take their own. */
static const struct {
	const char *process, *takes[2];
} graded[] = {
	{"x86_64h", {"x86_64h", "x86_64"}},
	{"x86_64", {"x86_64h", "x86_64"}},
	{"armv7s", {"armv7s", "armv7"}},
};

/* 0: it cannot be used; else the better the higher. */
static unsigned grade_for(const struct lw_image *img, const char *process) {
	const char *arch = arch_of(img);
	for (size_t i = 0; i < sizeof graded / sizeof graded[0]; i++)
		if (strcmp(graded[i].process, process) == 0)
			return strcmp(arch, graded[i].takes[0]) == 0 ? 2 : strcmp(arch, graded[i].takes[1]) == 0;
	return strcmp(arch, process) == 0;
}

static bool platform_fits(const struct lw_image *img, const struct lw_image *main) {
	const struct lw_macho *m = img->macho;
	if (m->n_builds == 0 || main->macho->n_builds == 0)
		return true;
	for (uint32_t i = 0; i < m->n_builds; i++)
		if (m->builds[i].platform == main->macho->builds[0].platform)
			return true;
	return false;
}

static const struct lw_image *slice_for(const struct lw_file *f, const struct lw_image *main) {
	const struct lw_image *best = NULL;
	unsigned of_best = 0;
	for (uint32_t i = 0; i < f->n_images; i++) {
		const struct lw_image *img = f->images[i];
		const unsigned grade = img->format == LW_FORMAT_MACHO ? grade_for(img, arch_of(main)) : 0;
		if (grade > of_best) {
			of_best = grade;
			best = img;
		}
	}
	return best;
}

static const char *other_archs(struct dy_process *p, const struct lw_file *f, struct lw_error *err) {
	const char *have = "";
	for (uint32_t i = 0; i < f->n_images && have != NULL && i < 8; i++)
		have = lw_sprintf(p->a, err, "%s%s%s", have, i == 0 ? "" : ",", arch_of(f->images[i]));
	return have == NULL ? NULL
			    : lw_sprintf(p->a, err, "%s, but is an incompatible architecture (have '%s', need '%s')",
					 f->n_images > 1 ? "fat file" : "mach-o file", have, arch_of(p->main->img));
}

/* Since macOS 15.4 a second LC_RPATH of the same text is refused; since 26 only in what was built for it (Policy.cpp).
 */
static const char *twice(const struct dy_process *p, const struct lw_image *img) {
	const struct lw_macho *m = img->macho;
	const bool always = p->os[0] == 15 && p->os[1] >= 4;
	if (!always && (p->os[0] < 26 || lw_dy_sdk(img) < DY_VERSION(26, 0)))
		return NULL;
	for (uint32_t i = 0; i < m->n_rpaths && i < 1024; i++)
		for (uint32_t k = 0; k < i; k++)
			if (m->rpaths[i].text != NULL && m->rpaths[k].text != NULL &&
			    strcmp(m->rpaths[i].text, m->rpaths[k].text) == 0)
				return m->rpaths[i].text;
	return NULL;
}

static const char *wrong_kind(const struct lw_image *img) {
	switch (img->kind) {
	case LW_IMAGE_LIBRARY:
		return NULL;
	case LW_IMAGE_BUNDLE:
		return "cannot link against bundle";
	case LW_IMAGE_PROGRAM:
		return "cannot link against a main executable";
	default:
		return "unloadable mach-o file type";
	}
}

bool lw_dy_judge(struct dy_process *p, const struct lw_file *f, const struct lw_image **out, const char **why,
		 struct lw_error *err) {
	*out = NULL;
	*why = NULL;
	if (f->kind != LW_FILE_REGULAR || f->n_images == 0 || f->images[0]->format != LW_FORMAT_MACHO) {
		*why = f->kind != LW_FILE_REGULAR ? "not a file" : "not a mach-o file";
		return true;
	}
	const struct lw_image *img = slice_for(f, p->main->img);
	if (img == NULL)
		return (*why = other_archs(p, f, err)) != NULL;
	*why = wrong_kind(img);
	if (*why == NULL && !platform_fits(img, p->main->img))
		*why = "mach-o file, but incompatible platform";
	if (*why == NULL && img->damage != NULL)
		*why = img->damage->text;
	const char *rpath = *why == NULL ? twice(p, img) : NULL;
	if (rpath != NULL)
		return (*why = lw_sprintf(p->a, err, "duplicate LC_RPATH '%s'", rpath)) != NULL;
	if (*why == NULL)
		*out = img;
	return true;
}
