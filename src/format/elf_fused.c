/* SPDX-License-Identifier: Apache-2.0 */
#include "format/elf_fused.h"

#include <string.h>

#include "base/fail.h"
#include "bytes/json.h"
#include "names/elf_numbers.h"

#define MOST_NOTES 65536
#define LONGEST_OWNER 64
#define LONGEST_DESC ((uint64_t)16 << 20)
#define MOST_OPTIONS 65536
#define LONGEST_BUILD_ID 1024

/* ---- notes ---- */

struct finding {
	struct lw_elf_reader *r;
	const char *owner;
	uint64_t type;
	uint32_t n;
	bool *found;
	struct lw_elf_place *out;
};

/* The note at `at` of the segment, which moves behind it; or to the end, where none is. */
static bool look_at(struct finding *x, const struct lw_phdr *p, uint64_t *at, struct lw_error *err) {
	const uint64_t off = p->p_offset + *at, left = p->p_filesz - *at, align = p->p_align == 8 ? 8 : 4;
	const uint64_t n_owner = strlen(x->owner) + 1;
	struct lw_raw_nhdr h;
	struct lw_span s;
	LW_TRY(lw_elf_record(x->r, &lw_rec_nhdr, off, &h, err));
	const uint64_t desc = lw_round_up(12 + h.n_namesz, align), end = desc + h.n_descsz;
	*at = p->p_filesz;
	if (end > left)
		return true;
	*at -= left - (lw_round_up(end, align) < left ? lw_round_up(end, align) : left);
	if (h.n_type != x->type || h.n_namesz != n_owner || n_owner > LONGEST_OWNER)
		return true;
	LW_TRY(lw_elf_bytes(x->r, off + 12, n_owner, &s, err));
	if (memcmp(s.ptr, x->owner, (size_t)n_owner) == 0) {
		*x->found = true;
		*x->out = (struct lw_elf_place){off + desc, h.n_descsz};
	}
	return true;
}

bool lw_elf_find_note(struct lw_elf_reader *r, const struct lw_elf *elf, const char *owner, uint64_t type, bool *found,
		      struct lw_elf_place *out, struct lw_error *err) {
	struct finding x = {r, owner, type, 0, found, out};
	*found = false;
	for (uint32_t i = 0; i < elf->n_phdrs; i++) {
		const struct lw_phdr *p = &elf->phdrs[i];
		if (p->p_type != PT_NOTE || !lw_range_fits(p->p_offset, p->p_filesz, r->src->size))
			continue;
		for (uint64_t at = 0; !*found && p->p_filesz - at >= 12 && x.n < MOST_NOTES; x.n++)
			LW_TRY(look_at(&x, p, &at, err));
	}
	return true;
}

/* ---- the description ---- */

struct parsing {
	struct lw_arena *a;
	struct lw_error *err;
};

static bool bad(const struct parsing *x, const char *key) {
	return lw_fail(x->err, LW_E_MALFORMED, "the note of what was fused has no \"%s\" as it should be", key);
}

static int digit(char c) {
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Two small digits for each of n bytes. */
static bool from_hex(const char *text, size_t n, uint8_t *out) {
	for (size_t i = 0; i < n; i++) {
		const int high = digit(text[2 * i]), low = high < 0 ? -1 : digit(text[2 * i + 1]);
		if (low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

/* Bytes as digits; null gives NULL. */
static bool bytes(const struct parsing *x, const json_t *object, const char *key, size_t most, const uint8_t **out,
		  uint32_t *n) {
	const json_t *value = json_object_get(object, key);
	const size_t len = json_string_length(value);
	if (json_is_null(value))
		return true;
	if (!json_is_string(value) || len % 2 != 0 || len / 2 > most)
		return bad(x, key);
	uint8_t *to = lw_alloc(x->a, len / 2 + 1, 1, x->err);
	if (to == NULL)
		return false;
	*out = to;
	*n = (uint32_t)(len / 2);
	return from_hex(json_string_value(value), len / 2, to) || bad(x, key);
}

/* A text, or the true bytes of it where it is none. */
static bool text(const struct parsing *x, const json_t *object, const char *key, const char *key_hex,
		 const char **out) {
	const json_t *value = json_object_get(object, key);
	const uint8_t *raw = NULL;
	uint32_t n = 0;
	if (json_object_get(object, key_hex) != NULL) {
		if (!bytes(x, object, key_hex, LW_ELF_WINDOW, &raw, &n) || raw == NULL)
			return x->err->code != LW_E_OK ? false : bad(x, key_hex);
		*out = lw_strndup(x->a, (const char *)raw, n, x->err);
		return *out != NULL;
	}
	if (json_is_null(value))
		return true;
	if (!json_is_string(value))
		return bad(x, key);
	*out = lw_strdup(x->a, json_string_value(value), x->err);
	return *out != NULL;
}

static bool number(const struct parsing *x, const json_t *object, const char *key, bool negative, uint64_t *out) {
	const json_t *value = json_object_get(object, key);
	if (!json_is_integer(value) || (!negative && json_integer_value(value) < 0))
		return bad(x, key);
	*out = (uint64_t)json_integer_value(value);
	return true;
}

/* One that comes before it; none where the member is not there. */
static bool in(const struct parsing *x, const json_t *o, size_t i, uint32_t *out) {
	uint64_t n = LW_NO_ID;
	if (json_object_get(o, "in") != NULL && (!number(x, o, "in", false, &n) || n >= i))
		return x->err->code != LW_E_OK ? false : bad(x, "in");
	*out = (uint32_t)n;
	return true;
}

/* Who brought it, and by what licence: told where it was known. */
static bool package(const struct parsing *x, const json_t *o, struct lw_owner *out) {
	static const char *const known[] = {"dpkg", "apk", "conda", "python"};
	const json_t *p = json_object_get(o, "package");
	const char *manager = NULL;
	if (p == NULL || json_is_null(p))
		return true;
	if (!text(x, p, "manager", "manager_hex", &manager) || !text(x, p, "name", "name_hex", &out->package) ||
	    (json_object_get(p, "version") != NULL && !text(x, p, "version", "version_hex", &out->version)) ||
	    (json_object_get(p, "license") != NULL && !text(x, p, "license", "license_hex", &out->license)))
		return false;
	for (size_t i = 0; manager != NULL && i < sizeof known / sizeof known[0]; i++)
		if (strcmp(known[i], manager) == 0)
			out->manager = known[i];
	if (manager == NULL || out->package == NULL)
		return bad(x, "package");
	if (out->manager == NULL) /* one that came later */
		*out = (struct lw_owner){0};
	return true;
}

static bool file(const struct parsing *x, const json_t *o, size_t i, struct lw_fused_file *f) {
	const uint8_t *sum = NULL;
	const char *layout = NULL;
	uint32_t n_sum = 0;
	if (!json_is_object(o))
		return bad(x, "files");
	if (!text(x, o, "path", "path_hex", &f->path) || !text(x, o, "soname", "soname_hex", &f->soname) ||
	    !bytes(x, o, "build_id", LONGEST_BUILD_ID, &f->build_id, &f->n_build_id) ||
	    !bytes(x, o, "sha256", sizeof f->sha256, &sum, &n_sum) || !number(x, o, "size", false, &f->size) ||
	    !number(x, o, "offset", false, &f->off) || !number(x, o, "length", false, &f->len) ||
	    !number(x, o, "begin", true, &f->begin) || !number(x, o, "delta", true, &f->delta) ||
	    !text(x, o, "layout", "layout_hex", &layout))
		return false;
	if (f->path == NULL)
		return bad(x, "path");
	if (n_sum != sizeof f->sha256)
		return bad(x, "sha256");
	memcpy(f->sha256, sum, sizeof f->sha256);
	if (layout == NULL || (strcmp(layout, "file") != 0 && strcmp(layout, "memory") != 0))
		return bad(x, "layout");
	f->in_memory = *layout == 'm';
	return in(x, o, i, &f->in) && package(x, o, &f->owner);
}

static bool files(const struct parsing *x, const json_t *list, struct lw_fused *out) {
	const size_t n = json_array_size(list);
	if (n == 0)
		return bad(x, "files");
	if (n > LW_FUSED_MOST_FILES)
		return lw_fail(x->err, LW_E_LIMIT, "the note tells of %zu files, and only %d are read", n,
			       LW_FUSED_MOST_FILES);
	struct lw_fused_file *all = lw_alloc(x->a, n, sizeof *all, x->err);
	if (all == NULL)
		return false;
	out->files = all;
	out->n_files = (uint32_t)n;
	for (size_t i = 0; i < n; i++)
		LW_TRY(file(x, json_array_get(list, i), i, &all[i]));
	return true;
}

static bool options(const struct parsing *x, const json_t *list, struct lw_fused *out) {
	const size_t n = json_array_size(list);
	if (!json_is_array(list) || n > MOST_OPTIONS)
		return bad(x, "options");
	const char **all = lw_alloc(x->a, n, sizeof *all, x->err);
	if (all == NULL)
		return false;
	out->options = all;
	for (size_t i = 0; i < n; i++) {
		const json_t *word = json_array_get(list, i);
		if (!json_is_string(word))
			return bad(x, "options");
		all[out->n_options] = lw_strdup(x->a, json_string_value(word), x->err);
		if (all[out->n_options++] == NULL)
			return false;
	}
	return true;
}

static bool whole(const struct parsing *x, const json_t *root, struct lw_fused *out) {
	const json_t *undo = json_object_get(root, "undo");
	LW_TRY(number(x, root, "version", false, &out->version));
	if (out->version != LW_NOTE_VERSION)
		return lw_fail(x->err, LW_E_UNSUPPORTED,
			       "the note of what was fused has version %llu, and only %d is known: a later linkwright "
			       "wrote it",
			       (unsigned long long)out->version, LW_NOTE_VERSION);
	return options(x, json_object_get(root, "options"), out) && files(x, json_object_get(root, "files"), out) &&
		number(x, undo, "offset", false, &out->undo_off) && number(x, undo, "length", false, &out->undo_len);
}

bool lw_elf_fused_parse(struct lw_span desc, struct lw_arena *a, struct lw_fused **out, struct lw_error *err) {
	const struct parsing x = {a, err};
	json_t *root = lw_json_read(desc, JSON_REJECT_DUPLICATES, "the note of what was fused", err);
	if (root == NULL)
		return false;
	*out = lw_alloc(a, 1, sizeof **out, err);
	const bool ok = *out != NULL && whole(&x, root, *out);
	json_decref(root);
	return ok;
}

static void tell(const struct lw_image *img, struct lw_fused *out) {
	const struct lw_elf *elf = img->elf;
	out->build_id = img->build_id;
	out->n_build_id = img->n_build_id;
	out->is_program = img->interp != NULL;
	out->is_fixed = elf->ehdr.e_type == ET_EXEC;
	out->low = UINT64_MAX;
	for (uint32_t i = 0; i < elf->n_phdrs; i++)
		if (elf->phdrs[i].p_type == PT_LOAD && elf->phdrs[i].p_vaddr < out->low)
			out->low = elf->phdrs[i].p_vaddr;
	out->low = out->low == UINT64_MAX ? 0 : out->low & ~(uint64_t)4095;
}

static bool read(struct lw_elf_reader *r, const struct lw_image *img, const struct lw_elf *elf, struct lw_fused **out,
		 struct lw_error *err) {
	struct lw_span desc;
	if (elf->fused_len > LONGEST_DESC)
		return lw_fail_at(err, LW_E_LIMIT, elf->fused_off,
				  "the note of what was fused has %llu bytes, and only %llu are read",
				  (unsigned long long)elf->fused_len, (unsigned long long)LONGEST_DESC);
	LW_TRY(lw_elf_keep(r, elf->fused_off, elf->fused_len, &desc, err));
	if (!lw_elf_fused_parse(desc, r->a, out, err))
		return false;
	tell(img, *out);
	return true;
}

bool lw_elf_read_fused(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err) {
	struct lw_fused *told = NULL;
	struct lw_error bad;
	lw_error_clear(&bad);
	if (!elf->has_fused)
		return true;
	if (read(r, img, elf, &told, &bad)) {
		elf->fused = told;
		return true;
	}
	struct lw_error *kept = lw_alloc(r->a, 1, sizeof *kept, err);
	if (bad.code == LW_E_NOMEM || bad.code == LW_E_IO || kept == NULL) {
		*err = bad;
		return false;
	}
	*kept = bad;
	elf->fused_error = kept;
	return true;
}

bool lw_elf_fused(const struct lw_image *img, const struct lw_fused **out, struct lw_error *err) {
	*out = img->elf == NULL ? NULL : img->elf->fused;
	if (img->elf == NULL || img->elf->fused_error == NULL)
		return true;
	*err = *img->elf->fused_error;
	return false;
}
