/* SPDX-License-Identifier: Apache-2.0 */
/* Statements of a world file. */
#include "worldfile/parse.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "names/elf_names.h"
#include "os/errno_names.h"

bool lw_world_number(const char *word, uint64_t most, uint64_t *out, struct lw_error *err) {
	char *end;
	unsigned long long v = strtoull(word, &end, 0);
	if (end == word || *end != '\0' || v > most)
		return lw_fail(err, LW_E_MALFORMED, "%s is no number that fits here", word);
	*out = v;
	return true;
}

bool lw_world_hex(struct lw_arena *a, const struct lw_words *w, unsigned i, struct lw_span *out, struct lw_error *err) {
	size_t n = 0;
	for (unsigned k = i; k < w->n; k++)
		n += strlen(w->at[k]) / 2;
	uint8_t *bytes = lw_alloc(a, n, 1, err);
	if (bytes == NULL)
		return false;
	size_t at = 0;
	for (; i < w->n; i++) {
		if (strlen(w->at[i]) % 2 != 0 || w->at[i][strspn(w->at[i], "0123456789abcdefABCDEF")] != '\0')
			return lw_fail(err, LW_E_MALFORMED, "%s is not written in pairs of hex digits", w->at[i]);
		for (const char *c = w->at[i]; *c != '\0'; c += 2) {
			const char pair[3] = {c[0], c[1], '\0'};
			bytes[at++] = (uint8_t)strtoul(pair, NULL, 16);
		}
	}
	*out = (struct lw_span){bytes, n};
	return true;
}

static bool end_block(struct lw_world_reading *r, struct lw_error *err) {
	enum lw_block block = r->block;
	r->block = LW_BLOCK_NONE;
	if (block == LW_BLOCK_ELF)
		return lw_world_elf_end(r, err);
	if (block == LW_BLOCK_MACHO)
		return lw_world_macho_end(r, err);
	if (block == LW_BLOCK_PE)
		return lw_world_pe_end(r, err);
	return block != LW_BLOCK_CACHE || lw_world_cache_end(r, err);
}

static bool add_node(struct lw_world_reading *r, const struct lw_words *w, enum lw_mem_kind kind, enum lw_block block,
		     struct lw_error *err) {
	if (w->n < 2)
		return lw_fail(err, LW_E_MALFORMED, "%s lacks its path", w->at[0]);
	r->node = lw_mem_fs_add(&r->w->fs, w->at[1], kind, err);
	r->block = block;
	return r->node != NULL;
}

static bool st_text(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	LW_TRY(add_node(r, w, LW_MEM_FILE, LW_BLOCK_FILE, err));
	const char *text = w->n > 2 ? w->at[2] : "";
	r->node->bytes = (struct lw_span){(const uint8_t *)text, strlen(text)};
	return true;
}

static bool st_raw(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	LW_TRY(add_node(r, w, LW_MEM_FILE, LW_BLOCK_FILE, err));
	return lw_world_hex(r->a, w, 2, &r->node->bytes, err);
}

static bool st_dir(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	return add_node(r, w, LW_MEM_DIR, LW_BLOCK_FILE, err);
}

static bool st_link(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	if (w->n != 4 || strcmp(w->at[2], "->") != 0)
		return lw_fail(err, LW_E_MALFORMED, "a link is written: link PATH -> TARGET");
	LW_TRY(add_node(r, w, LW_MEM_LINK, LW_BLOCK_FILE, err));
	r->node->target = w->at[3];
	return true;
}

static bool st_hard(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	if (w->n != 4 || strcmp(w->at[2], "->") != 0)
		return lw_fail(err, LW_E_MALFORMED, "a second name is written: hard PATH -> PATH");
	int sys;
	const struct lw_mem_node *old = lw_mem_fs_find(&r->w->fs, w->at[3], &sys);
	if (old == NULL || old->kind != LW_MEM_FILE)
		return lw_fail(err, LW_E_MALFORMED, "%s is no file that stands above", w->at[3]);
	LW_TRY(add_node(r, w, LW_MEM_FILE, LW_BLOCK_FILE, err));
	r->node->bytes = old->bytes;
	r->node->ino = old->ino;
	r->node->mode = old->mode;
	return true;
}

static bool st_elf(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	lw_world_elf_begin(r);
	return add_node(r, w, LW_MEM_FILE, LW_BLOCK_ELF, err);
}

static bool st_macho(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	lw_world_macho_begin(r);
	return add_node(r, w, LW_MEM_FILE, LW_BLOCK_MACHO, err);
}

static bool st_pe(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	LW_TRY(add_node(r, w, LW_MEM_FILE, LW_BLOCK_PE, err));
	lw_world_pe_begin(r, w->at[1]);
	return true;
}

static bool st_loader(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	if (w->n == 2 && strcmp(w->at[1], "windows") == 0) {
		r->w->world.loader = LW_LOADER_WINDOWS;
		return true;
	}
	return w->n > 1 && strcmp(w->at[1], "dyld") == 0 ? lw_world_dyld(r, w, err) : lw_world_loader(r, w, err);
}

static bool st_cache(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	r->rows.n = 0;
	r->pokes.n = 0;
	r->cut = false;
	r->cache_format = LW_LDCACHE_NEW;
	return add_node(r, w, LW_MEM_FILE, LW_BLOCK_CACHE, err);
}

static bool st_env(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	const char **slot = lw_vec_add(r->a, &r->w->env, err);
	if (slot == NULL || w->n < 2 || strchr(w->at[1], '=') == NULL)
		return lw_fail(err, LW_E_MALFORMED, "a variable is written: env NAME=VALUE");
	*slot = w->at[1];
	return true;
}

static bool st_ask(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	const bool why = w->n == 4 && strcmp(w->at[1], "why") == 0;
	if (!why && !(w->n == 3 && strcmp(w->at[1], "tree") == 0))
		return lw_fail(err, LW_E_MALFORMED, "a question is written: ask tree PATH, or ask why PATH NAME");
	r->w->ask_path = w->at[2];
	r->w->ask_library = why ? w->at[3] : NULL;
	return true;
}

static bool st_machine(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	if (w->n < 2 || !lw_elf_machine_of_name(w->at[1], &r->machine, &r->bits, &r->big_endian))
		return lw_fail(err, LW_E_MALFORMED, "the machine is not known");
	r->w->machine = w->at[1];
	return true;
}

static bool st_words(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	const char *word = w->at[0];
	if (strcmp(word, "about") == 0)
		r->w->about = w->rest;
	else if (strcmp(word, "live") == 0)
		r->w->live_no = w->rest;
	else if (strcmp(word, "secure") == 0)
		r->w->world.secure = true;
	else if (strcmp(word, "expect") == 0)
		r->block = LW_BLOCK_EXPECT;
	else if (strcmp(word, "cwd") == 0 && w->n == 2 && w->at[1][0] != '/')
		return lw_fail(err, LW_E_MALFORMED, "cwd takes an absolute path, and %.200s is none", w->at[1]);
	else if (strcmp(word, "cwd") == 0 && w->n == 2)
		r->w->world.cwd = w->at[1];
	else if (strcmp(word, "kernel") == 0 && w->n == 2)
		return lw_kernel_parse(w->at[1], r->w->world.kernel, err);
	else if (strcmp(word, "cpu") == 0 && w->n == 2)
		return lw_cpu_parse(w->at[1], &r->w->world.cpu, err);
	else if (strcmp(word, "from") != 0)
		return lw_fail(err, LW_E_MALFORMED, "%s is no statement of a world file, or lacks its value", word);
	return true;
}

typedef bool statement_fn(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err);

static const struct {
	const char *word;
	statement_fn *fn;
} statements[] = {
	{"dir", st_dir},       {"link", st_link},   {"hard", st_hard}, {"text", st_text}, {"raw", st_raw},
	{"elf", st_elf},       {"cache", st_cache}, {"env", st_env},   {"ask", st_ask},   {"machine", st_machine},
	{"loader", st_loader}, {"macho", st_macho}, {"pe", st_pe},
};

static bool statement(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	LW_TRY(end_block(r, err));
	for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++)
		if (strcmp(statements[i].word, w->at[0]) == 0) {
			LW_TRY(statements[i].fn(r, w, err));
			return true;
		}
	bool known;
	LW_TRY(lw_world_windows_statement(r, w, &known, err));
	return known || st_words(r, w, err);
}

/* Lines that any file may have. */
static bool file_line(struct lw_world_reading *r, const struct lw_words *w, bool *known, struct lw_error *err) {
	*known = w->n == 2;
	if (w->n == 2 && strcmp(w->at[0], "mode") == 0) {
		char *end;
		r->node->mode = (uint32_t)strtoul(w->at[1], &end, 8);
		r->has_mode = true;
		return *end == '\0' || lw_fail(err, LW_E_MALFORMED, "a mode is written in octal digits");
	}
	if (w->n == 2 && strcmp(w->at[0], "errno") == 0) {
		r->node->sys = lw_errno_of_name(w->at[1]);
		return r->node->sys != 0 || lw_fail(err, LW_E_MALFORMED, "%s is no errno that is known", w->at[1]);
	}
	*known = false;
	return true;
}

static bool expect_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	const bool sentence = strcmp(w->at[0], "warn") == 0 || strcmp(w->at[0], "stop") == 0;
	const char *line = "", *tail = "";
	for (unsigned i = 0; i < w->n; i++) {
		const char *word = sentence && i > 0 ? w->at[i] : lw_worldfile_quote(r->a, w->at[i], err);
		const char **to = sentence && i > 0 ? &tail : &line;
		*to = word == NULL ? NULL : **to == '\0' ? word : lw_sprintf(r->a, err, "%s %s", *to, word);
		if (*to == NULL)
			return false;
	}
	if (sentence &&
	    ((tail = lw_worldfile_quote(r->a, tail, err)) == NULL ||
	     (line = lw_sprintf(r->a, err, "%s %s", line, tail)) == NULL))
		return false;
	const char **slot = lw_vec_add(r->a, &r->w->expect, err);
	if (slot == NULL)
		return false;
	*slot = line;
	return true;
}

static bool indented(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	bool known = false;
	if (r->block == LW_BLOCK_EXPECT)
		return expect_line(r, w, err);
	if (r->block == LW_BLOCK_NONE)
		return lw_fail(err, LW_E_MALFORMED, "an indented line belongs to no file");
	LW_TRY(file_line(r, w, &known, err));
	if (known)
		return true;
	if (r->block == LW_BLOCK_ELF)
		return lw_world_elf_line(r, w, err);
	if (r->block == LW_BLOCK_MACHO)
		return lw_world_macho_line(r, w, err);
	if (r->block == LW_BLOCK_PE)
		return lw_world_pe_line(r, w, err);
	if (r->block == LW_BLOCK_CACHE)
		return lw_world_cache_line(r, w, err);
	return lw_fail(err, LW_E_MALFORMED, "%s is no line about such a file", w->at[0]);
}

static bool parse_line(struct lw_world_reading *r, const char *line, size_t n, unsigned number, struct lw_error *err) {
	struct lw_words w;
	LW_TRY(lw_words_split(line, n, r->a, &w, err));
	if (w.n == 0)
		return true;
	if (number == 1)
		return (w.n == 2 && strcmp(w.at[0], "world") == 0 && strcmp(w.at[1], "1") == 0) ||
			lw_fail(err, LW_E_MALFORMED, "a world file begins with the line: world 1");
	return w.indented ? indented(r, &w, err) : statement(r, &w, err);
}

static bool in_line(struct lw_error *err, const char *name, unsigned number) {
	char text[sizeof err->text];
	memcpy(text, err->text, sizeof text);
	enum lw_code code = err->code;
	lw_error_clear(err);
	lw_error_subject(err, name);
	return lw_fail(err, code, "line %u: %.250s", number, text);
}

bool lw_worldfile_parse(const char *text, size_t n, const char *name, struct lw_arena *a, struct lw_worldfile **out,
			struct lw_error *err) {
	struct lw_worldfile *w = lw_alloc(a, 1, sizeof *w, err);
	if (w == NULL)
		return false;
	struct lw_world_reading r = {.a = a, .w = w, .machine = 62, .bits = 64};
	LW_TRY(lw_mem_fs_init(&w->fs, a, err));
	w->machine = "x86_64";
	w->world = (struct lw_world){.sz = sizeof w->world, .cwd = "/", .kernel = {6, 1, 0}};
	LW_TRY(lw_cpu_parse("x86-64-v1", &w->world.cpu, err));
	unsigned number = 0;
	for (size_t at = 0; at < n;) {
		const char *end = memchr(text + at, '\n', n - at);
		size_t len = end == NULL ? n - at : (size_t)(end - (text + at));
		const bool comment = number == 0 && (len == 0 || text[at] == '#');
		if (!parse_line(&r, text + at, len, comment ? 0 : ++number, err))
			return in_line(err, name, number);
		at += len + 1;
	}
	if (!end_block(&r, err))
		return in_line(err, name, number);
	w->world.env = w->env.at;
	w->world.n_env = w->env.n;
	lw_world_windows_end(&r);
	*out = w;
	return true;
}
