/* SPDX-License-Identifier: Apache-2.0 */
/* The dynamic symbols of an ELF file as a table that is looked up by name, made once for a session. */
#include <elf.h>
#include <string.h>

#include "base/fail.h"
#include "base/soon.h"
#include "format/elf_parse.h"
#include "format/elf_reader.h"
#include "os/errno_names.h"
#include "session/session.h"

/* Names may overlap in the file; so many bytes of them are copied. */
#define MOST_NAME_BYTES ((size_t)128 << 20)

uint32_t lw_session_symbol_hash(const struct lw_session *s, const char *name) {
	return lw_map_hash((uint64_t)(uintptr_t)s, name, strlen(name));
}

/* Two bits of a word for each hash: who asks for a name that is not there mostly looks at one word only. */
static uint64_t bloom_bits(uint32_t hash) {
	return (uint64_t)1 << (hash >> 26) | (uint64_t)1 << (hash >> 20 & 63);
}

static bool same(const struct lw_elf_entry *e, const char *name, uint32_t hash) {
	return e->hash == hash && strcmp(e->name, name) == 0;
}

const struct lw_elf_entry *lw_elf_table_find(const struct lw_elf_table *t, const char *name, uint32_t hash,
					     const struct lw_elf_entry *after) {
	const uint32_t chain = hash & (t->n_chains - 1);
	uint32_t i;
	if (t->n_chains == 0 || (t->bloom[chain] & bloom_bits(hash)) != bloom_bits(hash))
		return NULL;
	for (i = after == NULL ? t->chains[chain] : after->next; i != 0; i = t->at[i - 1].next)
		if (same(&t->at[i - 1], name, hash))
			return &t->at[i - 1];
	return NULL;
}

static void put_entry(const struct lw_session *s, struct lw_elf_entry *e, const struct lw_symbol *from,
		      struct lw_elf_reference ref) {
	*e = (struct lw_elf_entry){
		.name = from->name,
		.version = from->version,
		.version_file = from->version_file,
		.size = from->raw.st_size,
		.hash = lw_session_symbol_hash(s, from->name),
		.shndx = (uint16_t)from->raw.st_shndx,
		.index = from->index,
		.type = ELF64_ST_TYPE(from->raw.st_info),
		.bind = ELF64_ST_BIND(from->raw.st_info),
		.visibility = ELF64_ST_VISIBILITY(from->raw.st_other),
		.turn = ref.turn,
		.refs = ref.kinds,
		.hidden = from->hidden,
		.has_value = from->raw.st_value != 0,
	};
}

/* All names in one block behind each other. */
static bool copy_names(struct lw_arena *a, struct lw_elf_entry *list, size_t n, struct lw_error *err) {
	size_t total = 0;
	for (size_t i = 0; i < n && total <= MOST_NAME_BYTES; i++)
		total += strlen(list[i].name) + 1;
	if (total > MOST_NAME_BYTES)
		return lw_fail(err, LW_E_LIMIT, "the names of its symbols have more than %zu bytes", MOST_NAME_BYTES);
	char *at = lw_alloc_raw(a, total, 1, err);
	for (size_t i = 0; at != NULL && i < n; i++) {
		const size_t length = strlen(list[i].name) + 1;
		memcpy(at, list[i].name, length);
		list[i].name = at;
		at += length;
	}
	return at != NULL;
}

/* The last one is put in first, so that a chain has the order of the file. */
static bool make_chains(struct lw_arena *a, struct lw_elf_table *t, struct lw_elf_entry *list, struct lw_error *err) {
	uint32_t cap = 4, *chains;
	while (cap < t->n)
		cap *= 2;
	uint64_t *bloom = lw_alloc(a, cap, sizeof *bloom, err);
	chains = bloom == NULL ? NULL : lw_alloc(a, cap, sizeof *chains, err);
	if (chains == NULL)
		return false;
	for (uint32_t i = t->n; i > 0; i--) {
		struct lw_elf_entry *e = &list[i - 1];
		uint32_t *chain = &chains[e->hash & (cap - 1)];
		e->next = *chain;
		*chain = i;
		bloom[e->hash & (cap - 1)] |= bloom_bits(e->hash);
	}
	t->chains = chains;
	t->bloom = bloom;
	t->n_chains = cap;
	return true;
}

static bool fill(struct lw_session *s, const struct lw_source *src, const struct lw_image *img,
		 const struct lw_symbol *symbols, size_t n, bool lasting, struct lw_elf_table *t,
		 struct lw_error *err) {
	struct lw_arena scratch = {0};
	struct lw_elf_reference *refs = NULL;
	struct lw_elf_entry *list = n == 0 ? NULL : lw_alloc_raw(&s->arena, n, sizeof *list, err);
	bool ok = n == 0 || (list != NULL && lw_elf_references(src, img, n, &scratch, &refs, err));
	for (size_t i = 0; ok && i < n; i++) {
		if (i + LW_SOON < n)
			lw_soon(symbols[i + LW_SOON].name);
		put_entry(s, &list[i], &symbols[i], refs[i]);
	}
	lw_arena_free(&scratch);
	if (!ok || n == 0)
		return ok;
	LW_TRY(lasting || copy_names(&s->arena, list, n, err));
	t->n = (uint32_t)n;
	t->has_versions = lw_elf_dyn(img->elf, DT_VERSYM) != NULL;
	t->at = list;
	return make_chains(&s->arena, t, list, err);
}

static bool read_and_fill(struct lw_session *s, const struct lw_source *src, const struct lw_image *img,
			  struct lw_elf_table *t, struct lw_error *err) {
	struct lw_arena scratch = {0};
	const struct lw_symbol *symbols;
	size_t n;
	const bool ok =
		lw_elf_symbols(src, img, &scratch, &symbols, &n, err) && fill(s, src, img, symbols, n, false, t, err);
	lw_arena_free(&scratch);
	return ok;
}

static bool read_table(struct lw_session *s, const struct lw_file *file, struct lw_elf_table *t, struct lw_error *err) {
	struct lw_errno_buf words;
	struct lw_source src;
	struct lw_stat st;
	const int sys = s->fs->ops->open(s->fs, file->path, &src, &st);
	if (sys != 0 || st.kind != LW_KIND_FILE)
		return lw_fail(err, LW_E_IO, "cannot be opened: %s", lw_errno_words(sys, &words));
	const bool ok = read_and_fill(s, &src, file->image, t, err);
	lw_source_close(&src);
	return ok;
}

/* What cannot be read is remembered as that. */
static bool keep(struct lw_session *s, const struct lw_file *file, struct lw_elf_table *t, bool good,
		 struct lw_error *why, struct lw_error *err) {
	if (!good) {
		*t = (struct lw_elf_table){0};
		lw_error_subject(why, file->path);
		LW_TRY(lw_error_keep(&s->arena, why, &t->error, err));
	}
	return lw_session_remember(s, "elf-symbols", file->path, t, err);
}

bool lw_session_elf_symbols(struct lw_session *s, const struct lw_file *file, const struct lw_elf_table **out,
			    struct lw_error *err) {
	struct lw_elf_table *t;
	struct lw_error what = {0};
	LW_TRY(lw_session_recall(s, "elf-symbols", file->path, &t, err));
	*out = t;
	if (t != NULL)
		return true;
	if ((t = lw_alloc(&s->arena, 1, sizeof *t, err)) == NULL)
		return false;
	*out = t;
	return keep(s, file, t, read_table(s, file, t, &what), &what, err);
}

bool lw_session_give_elf_symbols(struct lw_session *s, const struct lw_file *file, const struct lw_source *src,
				 const struct lw_symbol *symbols, size_t n, bool lasting, struct lw_error *err) {
	struct lw_elf_table *t;
	struct lw_error what = {0};
	LW_TRY(lw_session_recall(s, "elf-symbols", file->path, &t, err));
	if (t != NULL)
		return true;
	t = lw_alloc(&s->arena, 1, sizeof *t, err);
	return t != NULL && keep(s, file, t, fill(s, src, file->image, symbols, n, lasting, t, &what), &what, err);
}
