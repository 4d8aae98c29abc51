/* SPDX-License-Identifier: Apache-2.0 */
/* A wheel's platform tag against its binaries: the machine, and the macOS that they need. */
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "check/wheel_binaries.h"
#include "linkwright/macho.h"
#include "names/elf_names.h"
#include "names/macho_names.h"
#include "names/macho_numbers.h"
#include "names/pe_names.h"
#include "package/wheel.h"
#include "target/targets.h"

/* The same machine has a name for each system; tags' names are those of package/wheel.h. */
static const struct {
	const char *there, *tag;
} other_names[] = {{"arm64", "aarch64"}, {"arm64e", "aarch64"}, {"amd64", "x86_64"}, {"x86", "i386"},
		   {"i686", "i386"},     {"arm", "armv7"},      {"armnt", "armv7"},  {"x86_64h", "x86_64"}};

static const char *arch_of(const struct lw_image *img) {
	const char *name = img->format == LW_FORMAT_PE ? lw_pe_machine_name(img->machine)
		: img->format == LW_FORMAT_MACHO       ? lw_macho_machine_name(img->machine)
						 : lw_elf_machine_exact_name(img->machine, img->bits, img->big_endian);
	for (size_t i = 0; name != NULL && i < sizeof other_names / sizeof other_names[0]; i++)
		if (strcmp(other_names[i].there, name) == 0)
			return other_names[i].tag;
	return name;
}

static bool has_arch(const struct lw_platform *p, const char *arch) {
	for (uint32_t i = 0; i < p->n_archs; i++)
		if (strcmp(p->archs[i], arch) == 0)
			return true;
	return p->n_archs == 0;
}

static enum lw_format format_of(const struct lw_platform *p) {
	return p->system == LW_PLATFORM_WINDOWS                                  ? LW_FORMAT_PE
		: p->system == LW_PLATFORM_MACOS || p->system == LW_PLATFORM_IOS ? LW_FORMAT_MACHO
										 : LW_FORMAT_ELF;
}

/* The tags of the file's name. *n is 0 where the target is no wheel, or its name tells none. */
static bool platforms(struct lw_checking *c, struct lw_wheel_name *out, struct lw_error *err) {
	const struct lw_target *t = &c->set->targets->list.at[c->set->target];
	struct lw_error bad = {0};
	*out = (struct lw_wheel_name){.n_tags = 0};
	if (t->kind == LW_TARGET_WHEEL && !lw_wheel_parse_name(lw_path_base(t->word), c->a, out, &bad)) {
		*out = (struct lw_wheel_name){.n_tags = 0};
		if (bad.code == LW_E_NOMEM)
			*err = bad;
		return bad.code != LW_E_NOMEM;
	}
	return true;
}

static bool any_image_is(const struct lw_file *f, const char *arch) {
	for (uint32_t i = 0; i < f->n_images; i++) {
		const char *name = arch_of(f->images[i]);
		if (name == NULL || strcmp(name, arch) == 0)
			return true;
	}
	return false;
}

/* A universal tag promises each of its machines. */
static bool machines(struct lw_checking *c, const struct lw_subject *s, const char *platform, struct lw_error *err) {
	const struct lw_platform p = lw_wheel_platform(platform);
	const struct lw_spot at = {.file = s->shown, .off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	if (p.system == LW_PLATFORM_ANY || p.system == LW_PLATFORM_OTHER)
		return true;
	if (s->image->format != format_of(&p))
		return lw_found(c, at, err, "is no binary for %s, which the tag %s promises",
				lw_platform_system_name(p.system), platform);
	for (uint32_t i = 0; i < p.n_archs; i++)
		if (!any_image_is(s->file, p.archs[i]))
			LW_TRY(lw_found(c, at, err, "is for %s, and the tag %s promises %s", arch_of(s->image),
					platform, p.archs[i]));
	return true;
}

static bool macos(struct lw_checking *c, const struct lw_subject *s, const struct lw_image *img, const char *platform,
		  struct lw_error *err) {
	const struct lw_platform p = lw_wheel_platform(platform);
	const struct lw_spot at = {.file = s->shown, .off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	const char *arch = arch_of(img);
	if (p.system != LW_PLATFORM_MACOS || img->macho == NULL || arch == NULL || !has_arch(&p, arch))
		return true;
	for (uint32_t i = 0; i < img->macho->n_builds; i++) {
		const struct lw_macho_build *b = &img->macho->builds[i];
		/* macOS 11 was the first on arm64: an older tag there means no less (packaging's tags.py). */
		const bool first = strcmp(arch, "aarch64") == 0 && p.major < 11;
		const uint32_t major = b->min_os >> 16, minor = b->min_os >> 8 & 255;
		const uint32_t most_major = first ? 11 : p.major, most_minor = first ? 0 : p.minor;
		if (b->platform != PLATFORM_MACOS || major < most_major || (major == most_major && minor <= most_minor))
			continue;
		LW_TRY(lw_found(c, at, err, "needs macOS %u.%u (%s), and the tag %s promises that %u.%u is enough",
				(unsigned)major, (unsigned)minor, arch, platform, (unsigned)p.major,
				(unsigned)p.minor));
	}
	return true;
}

static bool subject(struct lw_checking *c, const struct lw_subject *s, const struct lw_wheel_name *name,
		    struct lw_error *err) {
	for (uint32_t k = 0; k < name->n_tags; k++) {
		/* Compressed sets name a platform several times. */
		bool seen = false;
		for (uint32_t j = 0; j < k; j++)
			seen = seen || strcmp(name->tags[j].platform, name->tags[k].platform) == 0;
		if (seen)
			continue;
		LW_TRY(machines(c, s, name->tags[k].platform, err));
		for (uint32_t i = 0; i < s->file->n_images; i++)
			LW_TRY(macos(c, s, s->file->images[i], name->tags[k].platform, err));
	}
	return true;
}

bool lw_wheel_binaries(struct lw_checking *c, struct lw_error *err) {
	struct lw_wheel_name name;
	LW_TRY(platforms(c, &name, err));
	for (uint32_t i = 0; i < c->set->subjects.n; i++)
		if (c->set->subjects.at[i].image != NULL)
			LW_TRY(subject(c, &c->set->subjects.at[i], &name, err));
	return true;
}

bool lw_wheel_claim(struct lw_arena *a, const char *platform, const char **out, struct lw_error *err) {
	const struct lw_platform p = lw_wheel_platform(platform);
	*out = NULL;
	if (p.system != LW_PLATFORM_MANYLINUX && p.system != LW_PLATFORM_MUSLLINUX)
		return true;
	const char *claim =
		lw_sprintf(a, err, "%s_%u_%u", lw_platform_system_name(p.system), (unsigned)p.major, (unsigned)p.minor);
	if (claim != NULL && lw_claim_known(claim))
		*out = claim;
	return claim != NULL;
}
