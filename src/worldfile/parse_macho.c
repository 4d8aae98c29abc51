/* SPDX-License-Identifier: Apache-2.0 */
/* Lines about a Mach-O file, and the loader and cache of macOS. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "names/macho_names.h"
#include "worldfile/parse.h"

/* mach-o/loader.h */
static const struct {
	const char *word;
	uint32_t cmd, use; /* use: flags of a dylib_use_command */
} commands[] = {
	{"id", 0xd, 0},
	{"load", 0xc, 0},
	{"weak", 0x80000018, 0},
	{"reexport", 0x8000001f, 0},
	{"upward", 0x80000023, 0},
	{"delayed", 0xc, 8},
	{"lazy", 0x20, 0},
	{"rpath", 0x8000001c, 0},
	{"environment", 0x27, 0},
};

static const struct {
	const char *word;
	uint32_t filetype;
} types[] = {{"execute", 2}, {"dylib", 6}, {"dylinker", 7}, {"bundle", 8}};

/* As names/macho_names.h has them; "catalyst" is short for one of those. */
static bool platform(const char *word, uint32_t *out, struct lw_error *err) {
	uint64_t v;
	for (*out = 1; lw_macho_platform_name(*out) != NULL; ++*out)
		if (strcmp(word, lw_macho_platform_name(*out)) == 0)
			return true;
	*out = 6;
	if (strcmp(word, "catalyst") == 0)
		return true;
	if (word[0] < '0' || word[0] > '9')
		return lw_fail(err, LW_E_MALFORMED, "%s is no platform of Mach-O", word);
	LW_TRY(lw_world_number(word, UINT32_MAX, &v, err));
	*out = (uint32_t)v;
	return true;
}

/* "14.5" or "14.5.1" as 14 << 16 | 5 << 8 | 1. */
static bool version(const char *word, uint32_t *out, struct lw_error *err) {
	char *end;
	const unsigned long a = strtoul(word, &end, 10), b = *end == '.' ? strtoul(end + 1, &end, 10) : 0,
			    c = *end == '.' ? strtoul(end + 1, &end, 10) : 0;
	*out = (uint32_t)(a << 16 | b << 8 | c);
	return (*end == '\0' && end != word && a < 65536 && b < 256 && c < 256) ||
		lw_fail(err, LW_E_MALFORMED, "%s is no version as 14.5", word);
}

bool lw_world_dyld(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	uint32_t os = 0;
	if (w->n > 2)
		LW_TRY(version(w->at[2], &os, err));
	r->w->world.os_version[0] = os >> 16;
	r->w->world.os_version[1] = os >> 8 & 0xff;
	r->w->world.loader = LW_LOADER_DYLD;
	return true;
}

void lw_world_macho_begin(struct lw_world_reading *r) {
	r->macho = (struct lw_macho_desc){.filetype = 6, .target = {1, 11 << 16, 15 << 16}};
}

static bool type(const char *word, uint32_t *out, struct lw_error *err) {
	uint64_t v;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (strcmp(word, types[i].word) == 0) {
			*out = types[i].filetype;
			return true;
		}
	LW_TRY(lw_world_number(word, UINT32_MAX, &v, err));
	*out = (uint32_t)v;
	return true;
}

static bool number_line(struct lw_world_reading *r, const char *word, const char *value, bool *known,
			struct lw_error *err) {
	struct lw_macho_target *t = &r->macho.target;
	*known = true;
	if (strcmp(word, "minos") == 0)
		return version(value, &t->minos, err);
	if (strcmp(word, "sdk") == 0)
		return version(value, &t->sdk, err);
	if (strcmp(word, "version") == 0) {
		r->macho.has_version = true;
		return version(value, &r->macho.version, err);
	}
	if (strcmp(word, "type") == 0)
		return type(value, &r->macho.filetype, err);
	if (strcmp(word, "platform") == 0)
		return platform(value, &t->platform, err);
	*known = false;
	return true;
}

/* `build none`, or `build PLATFORM MINOS SDK` for each of several */
static bool build_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	r->macho.no_target = true;
	if (w->n == 2 && strcmp(w->at[1], "none") == 0)
		return true;
	if (w->n != 4)
		return lw_fail(err, LW_E_MALFORMED, "a build is written: build none, or build PLATFORM MINOS SDK");
	struct lw_macho_target *t = lw_vec_add(r->a, &r->macho.targets, err);
	return t != NULL && platform(w->at[1], &t->platform, err) && version(w->at[2], &t->minos, err) &&
		version(w->at[3], &t->sdk, err);
}

/* `signed [runtime] [restrict]`, `entitlement KEY`, `restricted` */
static bool signature_line(struct lw_world_reading *r, const struct lw_words *w, bool *known) {
	*known = true;
	if (strcmp(w->at[0], "restricted") == 0)
		r->macho.restrict_section = true;
	else if (strcmp(w->at[0], "signed") == 0)
		r->macho.signature = true;
	else if (strcmp(w->at[0], "entitlement") == 0 && w->n == 2)
		r->macho.entitlement = w->at[1];
	else
		*known = false;
	for (unsigned i = 1; strcmp(w->at[0], "signed") == 0 && i < w->n; i++)
		r->macho.signature_flags |= strcmp(w->at[i], "runtime") == 0 ? 0x10000 : 0x800;
	return true;
}

static bool command_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		if (strcmp(commands[i].word, w->at[0]) != 0)
			continue;
		struct lw_macho_line *c = lw_vec_add(r->a, &r->macho.commands, err);
		if (c == NULL)
			return false;
		*c = (struct lw_macho_line){commands[i].cmd, commands[i].use, w->at[1]};
		return true;
	}
	return lw_fail(err, LW_E_MALFORMED, "%s is no line about a macho", w->at[0]);
}

bool lw_world_macho_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	bool known;
	if (strcmp(w->at[0], "program") == 0) {
		r->macho.filetype = 2;
		r->node->mode = 0755;
		return true;
	}
	LW_TRY(signature_line(r, w, &known));
	if (known)
		return true;
	if (w->n < 2)
		return lw_fail(err, LW_E_MALFORMED, "%s lacks its value", w->at[0]);
	if (strcmp(w->at[0], "arch") == 0) {
		for (unsigned i = 1; i < w->n; i++) {
			const char **slot = lw_vec_add(r->a, &r->macho.archs, err);
			if (slot == NULL)
				return false;
			*slot = w->at[i];
		}
		return true;
	}
	if (strcmp(w->at[0], "build") == 0)
		return build_line(r, w, err);
	LW_TRY(number_line(r, w->at[0], w->at[1], &known, err));
	return known || command_line(r, w, err);
}

bool lw_world_macho_end(struct lw_world_reading *r, struct lw_error *err) {
	return lw_macho_build(&r->macho, r->a, &r->node->bytes, err);
}
