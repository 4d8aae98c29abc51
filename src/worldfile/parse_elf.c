/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "loader/machine.h"
#include "names/elf_names.h"
#include "worldfile/parse.h"

static const struct {
	const char *word;
	uint64_t tag;
} text_tags[] = {
	{"needed", 1},
	{"soname", 14},
	{"rpath", 15},
	{"runpath", 29},
	{"auxiliary", 0x7ffffffd},
	{"filter", 0x7fffffff},
	{"audit", 0x6ffffefc},
	{"depaudit", 0x6ffffefb},
};

static const struct {
	const char *word;
	uint64_t bit;
} flag_bits[] = {
	{"now", 0x1},     {"global", 0x2},  {"nodelete", 0x8},   {"initfirst", 0x20},
	{"noopen", 0x40}, {"origin", 0x80}, {"nodeflib", 0x800}, {"pie", 0x08000000},
};

static const struct {
	const char *word;
	uint16_t number;
} types[] = {{"rel", 1}, {"exec", 2}, {"dyn", 3}, {"core", 4}};

void lw_world_elf_begin(struct lw_world_reading *r) {
	r->elf = (struct lw_elf_desc){
		.is64 = r->bits == 64, .big_endian = r->big_endian, .machine = r->machine, .type = 3};
	r->program = r->has_mode = false;
}

static bool numbers(const char *text, uint32_t *out, unsigned n, struct lw_error *err) {
	for (unsigned i = 0; i < n; i++) {
		char *end;
		unsigned long v = strtoul(text, &end, 10);
		if (end == text || v > UINT32_MAX || *end != (i + 1 < n ? '.' : '\0'))
			return lw_fail(err, LW_E_MALFORMED, "a version is written A.B.C");
		out[i] = (uint32_t)v;
		text = end + 1;
	}
	return true;
}

static bool flags_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	for (unsigned i = 1; i < w->n; i++) {
		bool known = false;
		for (size_t k = 0; k < sizeof flag_bits / sizeof flag_bits[0]; k++)
			if (strcmp(w->at[i], flag_bits[k].word) == 0) {
				r->elf.flags_1 |= flag_bits[k].bit;
				known = true;
			}
		uint64_t v = 0;
		if (!known && !lw_world_number(w->at[i], UINT32_MAX, &v, err))
			return false;
		r->elf.flags_1 |= v;
	}
	return true;
}

static bool versions_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	const bool requires = strcmp(w->at[0], "requires") == 0;
	unsigned n = w->n;
	const bool weak = requires && n > 2 && strcmp(w->at[n - 1], "weak") == 0;
	n -= weak;
	if (n < (requires ? 3u : 2u))
		return lw_fail(err, LW_E_MALFORMED, "%s names no version", w->at[0]);
	for (unsigned i = requires ? 2 : 1; i < n; i++) {
		struct lw_elf_version *v = lw_vec_add(r->a, &r->elf.versions, err);
		if (v == NULL)
			return false;
		*v = (struct lw_elf_version){requires ? w->at[1] : NULL, w->at[i], weak};
	}
	return true;
}

static bool type_line(struct lw_world_reading *r, const char *word, struct lw_error *err) {
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (strcmp(word, types[i].word) == 0) {
			r->elf.type = types[i].number;
			return true;
		}
	uint64_t v;
	LW_TRY(lw_world_number(word, UINT16_MAX, &v, err));
	r->elf.type = (uint16_t)v;
	return true;
}

static bool isa_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	for (unsigned i = 1; i < w->n; i++) {
		if (strncmp(w->at[i], "x86-64-v", 8) != 0 || w->at[i][8] < '1' || w->at[i][8] > '4')
			return lw_fail(err, LW_E_MALFORMED, "%s is no x86-64 level", w->at[i]);
		r->elf.isa_needed |= 1u << (w->at[i][8] - '1');
	}
	return true;
}

static bool machine_line(struct lw_world_reading *r, const char *word, struct lw_error *err) {
	uint8_t bits;
	bool big;
	if (lw_elf_machine_of_name(word, &r->elf.machine, &bits, &big))
		return true;
	uint64_t v;
	LW_TRY(lw_world_number(word, UINT16_MAX, &v, err));
	r->elf.machine = (uint16_t)v;
	return true;
}

/* Lines with one number. */
static bool number_line(struct lw_world_reading *r, const struct lw_words *w, bool *known, struct lw_error *err) {
	const char *word = w->at[0];
	uint64_t v = 0;
	*known = true;
	if (strcmp(word, "osabi") == 0) {
		LW_TRY(lw_world_number(w->at[1], 255, &v, err));
		r->elf.osabi = (uint8_t)v;
	} else if (strcmp(word, "abiversion") == 0) {
		LW_TRY(lw_world_number(w->at[1], 255, &v, err));
		r->elf.abiversion = (uint8_t)v;
	} else if (strcmp(word, "class") == 0) {
		LW_TRY(lw_world_number(w->at[1], 255, &v, err));
		r->elf.ident_class = v == 64 || v == 32 ? 0 : (uint8_t)v;
		r->elf.is64 = v == 64 || (v != 32 && r->elf.is64);
	} else if (strcmp(word, "data") == 0) {
		r->elf.big_endian = strcmp(w->at[1], "msb") == 0;
	} else if (strcmp(word, "cut") == 0) {
		LW_TRY(lw_world_number(w->at[1], UINT32_MAX, &r->elf.n_cut, err));
		r->elf.cut = true;
	} else {
		*known = false;
	}
	return true;
}

static bool poke_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	struct lw_elf_poke *p = lw_vec_add(r->a, &r->elf.pokes, err);
	return p != NULL && w->n > 2 && lw_world_number(w->at[1], UINT32_MAX, &p->off, err) &&
		lw_world_hex(r->a, w, 2, &p->bytes, err);
}

static bool other_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	const char *word = w->at[0];
	if (strcmp(word, "interp") == 0) {
		r->elf.interp = w->at[1];
		return true;
	}
	if (strcmp(word, "type") == 0)
		return type_line(r, w->at[1], err);
	if (strcmp(word, "emachine") == 0)
		return machine_line(r, w->at[1], err);
	if (strcmp(word, "flags_1") == 0)
		return flags_line(r, w, err);
	if (strcmp(word, "isa") == 0)
		return isa_line(r, w, err);
	if (strcmp(word, "build-id") == 0)
		return lw_world_hex(r->a, w, 1, &r->elf.build_id, err);
	if (strcmp(word, "poke") == 0)
		return poke_line(r, w, err);
	if (strcmp(word, "dlopen") == 0) {
		r->elf.dlopen = w->at[1];
		return true;
	}
	if (strcmp(word, "abi") == 0 && w->n == 3) {
		uint64_t os;
		LW_TRY(lw_world_number(w->at[1], UINT32_MAX, &os, err));
		r->elf.abi[0] = (uint32_t)os;
		r->elf.has_abi = true;
		return numbers(w->at[2], r->elf.abi + 1, 3, err);
	}
	return lw_fail(err, LW_E_MALFORMED, "%s is no line about an elf", word);
}

bool lw_world_elf_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	const char *word = w->at[0];
	if (strcmp(word, "program") == 0) {
		r->program = true;
		return true;
	}
	if (w->n < 2)
		return lw_fail(err, LW_E_MALFORMED, "%s lacks its value", word);
	for (size_t i = 0; i < sizeof text_tags / sizeof text_tags[0]; i++)
		if (strcmp(word, text_tags[i].word) == 0) {
			struct lw_elf_text_entry *e = lw_vec_add(r->a, &r->elf.entries, err);
			if (e == NULL)
				return false;
			*e = (struct lw_elf_text_entry){text_tags[i].tag, w->at[1]};
			return true;
		}
	if (strcmp(word, "defines") == 0 || strcmp(word, "requires") == 0)
		return versions_line(r, w, err);
	bool known;
	LW_TRY(number_line(r, w, &known, err));
	return known || other_line(r, w, err);
}

bool lw_world_elf_end(struct lw_world_reading *r, struct lw_error *err) {
	if (r->program && r->elf.interp == NULL) {
		const struct lw_machine *m = lw_machine_of_name(r->w->machine);
		r->elf.interp = r->w->loader_path != NULL ? r->w->loader_path : m != NULL ? m->interp : NULL;
	}
	if (r->program && r->elf.type == 3)
		r->elf.flags_1 |= 0x08000000;
	if (r->program && !r->has_mode)
		r->node->mode = 0755;
	return lw_elf_build(&r->elf, r->a, &r->node->bytes, err);
}

/* What musl's loader carries: its version, and the name of its path file. */
static const char *musl_blob(struct lw_world_reading *r, const struct lw_machine *m, const char *version, size_t *n,
			     struct lw_error *err) {
	char *text = lw_sprintf(r->a, err, "|%s|%%.*s/etc/ld-musl-%s.path|", version, m->musl);
	if (text == NULL)
		return NULL;
	*n = strlen(text);
	for (char *c = text; *c != '\0'; c++)
		if (*c == '|')
			*c = '\0';
	return text;
}

/* "…release version 2.36." and the directories, each with a NUL behind it, as a loader of glibc carries them. */
static const char *glibc_blob(struct lw_world_reading *r, const struct lw_words *w, const struct lw_machine *m,
			      size_t *n, struct lw_error *err) {
	const char *dirs = lw_words_value(w, "dirs"), *vendor = lw_words_value(w, "vendor");
	if (vendor == NULL)
		vendor = "Debian";
	if (dirs == NULL)
		dirs = lw_sprintf(r->a, err, "/lib/%s/:/usr/lib/%s/:/lib/:/usr/lib/", m->triplet, m->triplet);
	char *text = dirs == NULL
		? NULL
		: lw_sprintf(r->a, err, "ld.so (%s GLIBC %s) stable release version %s.|%s|/etc/ld.so.cache|", vendor,
			     w->at[3], w->at[3], dirs);
	if (text == NULL)
		return NULL;
	*n = strlen(text);
	for (char *c = text + strcspn(text, "|"); *c != '\0'; c++)
		if (*c == '|' || *c == ':')
			*c = '\0';
	return text;
}

bool lw_world_loader(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	const struct lw_machine *m = lw_machine_of_name(r->w->machine);
	const bool musl = w->n > 3 && strcmp(w->at[2], "musl") == 0 && m != NULL && m->musl != NULL;
	const bool glibc = w->n > 3 && strcmp(w->at[2], "glibc") == 0 && strncmp(w->at[3], "2.", 2) == 0;
	if (m == NULL || (!musl && !glibc))
		return lw_fail(
			err, LW_E_MALFORMED,
			"a loader is written: loader PATH glibc 2.N, or musl 1.N.N, for a machine that is known");
	size_t n = 0;
	const char *text = musl ? musl_blob(r, m, w->at[3], &n, err) : glibc_blob(r, w, m, &n, err);
	if (text == NULL)
		return false;
	r->w->loader_path = r->w->loader_path == NULL ? w->at[1] : r->w->loader_path;
	lw_world_elf_begin(r);
	const char *slash = strrchr(w->at[1], '/');
	struct lw_elf_text_entry *e = lw_vec_add(r->a, &r->elf.entries, err);
	r->node = e == NULL ? NULL : lw_mem_fs_add(&r->w->fs, w->at[1], LW_MEM_FILE, err);
	if (r->node == NULL)
		return false;
	*e = (struct lw_elf_text_entry){14, musl ? "libc.so" : slash == NULL ? w->at[1] : slash + 1};
	r->node->mode = 0755;
	r->elf.blob = text;
	r->elf.n_blob = n + 1;
	r->block = LW_BLOCK_ELF;
	return true;
}
