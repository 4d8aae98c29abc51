/* SPDX-License-Identifier: Apache-2.0 */
/* A lock from its file. The file may come from anywhere: each member is looked at before it is believed. */
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "bytes/json.h"
#include "lock/lock.h"
#include "os/errno_names.h"
#include "os/fs.h"

#define LARGEST_LOCK ((uint64_t)64 << 20)
#define MOST_OPTIONS 4096
#define MOST_NAMES (1u << 22)

struct reading {
	struct lw_lockfile_box *box;
	struct lw_map paths; /* of files -> their number + 1, as a pointer into numbers */
	uint32_t *numbers;
	uint32_t n_names; /* of all binaries */
};

static bool bad(struct lw_error *err, const char *what) {
	return lw_fail(err, LW_E_MALFORMED, "is no lock of linkwright: %s", what);
}

static int digit(char c) {
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The true bytes of a text that is not UTF-8. */
static bool from_hex(struct lw_arena *a, const char *hex, const char **out, struct lw_error *err) {
	const size_t n = strlen(hex);
	char *bytes = lw_alloc(a, n / 2 + 1, 1, err);
	if (bytes == NULL)
		return false;
	for (size_t i = 0; i + 1 < n; i += 2) {
		const int high = digit(hex[i]), low = digit(hex[i + 1]);
		if (high < 0 || low < 0 || (high == 0 && low == 0))
			return bad(err, "the bytes of a text are not told by hexadecimal digits");
		bytes[i / 2] = (char)(high << 4 | low);
	}
	*out = bytes;
	return n % 2 == 0 || bad(err, "the bytes of a text have an odd number of digits");
}

/* NULL for null or nothing, where that is allowed. */
static bool text(struct reading *r, const json_t *object, const char *key, bool needed, const char **out,
		 struct lw_error *err) {
	char key_hex[64];
	const json_t *value = json_object_get(object, key);
	const size_t n = strlen(key);
	*out = NULL;
	if (!needed && (value == NULL || json_is_null(value)))
		return true;
	if (!json_is_string(value))
		return lw_fail(err, LW_E_MALFORMED, "is no lock of linkwright: its member \"%s\" is no text", key);
	memcpy(key_hex, key, n);
	memcpy(key_hex + n, "_hex", sizeof "_hex");
	const char *hex = json_string_value(json_object_get(object, key_hex));
	if (hex != NULL)
		return from_hex(&r->box->arena, hex, out, err);
	*out = lw_strdup(&r->box->arena, json_string_value(value), err);
	return *out != NULL;
}

/* A digest or an identifier; n: how many digits it has, or 0. */
static bool digits(struct reading *r, const json_t *object, const char *key, size_t n, const char **out,
		   struct lw_error *err) {
	LW_TRY(text(r, object, key, false, out, err));
	if (*out != NULL && n != 0 && strlen(*out) != n)
		return lw_fail(err, LW_E_MALFORMED, "is no lock of linkwright: its member \"%s\" has not %zu digits",
			       key, n);
	if (*out != NULL && (*out)[strspn(*out, "0123456789abcdef")] != '\0')
		return lw_fail(err, LW_E_MALFORMED, "is no lock of linkwright: its member \"%s\" is not hexadecimal",
			       key);
	return true;
}

static bool list(const json_t *object, const char *key, size_t most, const json_t **out, struct lw_error *err) {
	*out = json_object_get(object, key);
	if (!json_is_array(*out))
		return lw_fail(err, LW_E_MALFORMED, "is no lock of linkwright: it has no list \"%s\"", key);
	if (json_array_size(*out) > most)
		return lw_fail(err, LW_E_LIMIT, "has more than %llu %s", (unsigned long long)most, key);
	return true;
}

static bool owner(struct reading *r, const json_t *object, struct lw_owner *out, struct lw_error *err) {
	static const char *const known[] = {"dpkg", "apk", "conda", "python"};
	const json_t *o = json_object_get(object, "package");
	const char *manager;
	if (o == NULL || json_is_null(o))
		return true;
	LW_TRY(text(r, o, "manager", true, &manager, err) && text(r, o, "name", true, &out->package, err) &&
	       text(r, o, "version", false, &out->version, err) && text(r, o, "license", false, &out->license, err));
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(known[i], manager) == 0)
			out->manager = known[i];
	return out->manager != NULL || bad(err, "a package has a manager that is not known");
}

static bool file(struct reading *r, const json_t *object, uint32_t number, struct lw_locked_file *out,
		 struct lw_error *err) {
	LW_TRY(text(r, object, "path", true, &out->path, err) && text(r, object, "soname", false, &out->soname, err));
	LW_TRY(digits(r, object, "build_id", 0, &out->build_id, err) &&
	       digits(r, object, "sha256", 64, &out->sha256, err));
	const json_t *size = json_object_get(object, "size");
	if (!json_is_integer(size) || json_integer_value(size) < 0)
		return bad(err, "a file has no size");
	out->size = (uint64_t)json_integer_value(size);
	const size_t n = strlen(out->path);
	if (lw_map_get(&r->paths, out->path, n) != NULL)
		return bad(err, "a file is there twice");
	r->numbers[number] = number;
	return lw_map_put(&r->paths, &r->box->arena, out->path, n, &r->numbers[number], err) &&
		owner(r, object, &out->owner, err);
}

static bool files(struct reading *r, const json_t *top, struct lw_error *err) {
	const json_t *all;
	LW_TRY(list(top, "files", LW_LOCK_MOST_FILES, &all, err));
	const size_t n = json_array_size(all);
	struct lw_locked_file *out = lw_alloc(&r->box->arena, n, sizeof *out, err);
	r->numbers = lw_alloc(&r->box->arena, n, sizeof *r->numbers, err);
	if (out == NULL || r->numbers == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		LW_TRY(file(r, json_array_get(all, i), (uint32_t)i, &out[i], err));
	r->box->lock.files = out;
	r->box->lock.n_files = (uint32_t)n;
	return true;
}

/* The number of the file at this path; NULL stands for none. */
static bool number(const struct reading *r, const char *path, uint32_t *out, struct lw_error *err) {
	const uint32_t *at = path == NULL ? NULL : lw_map_get(&r->paths, path, strlen(path));
	*out = at == NULL ? LW_NO_ID : *at;
	return path == NULL || at != NULL || bad(err, "a name resolves to a file that is not in its list");
}

static bool rule_of(const char *word, enum lw_rule *out, struct lw_error *err) {
	for (int i = 0; word != NULL && i < LW_N_RULES; i++)
		if (strcmp(lw_rule_name((enum lw_rule)i), word) == 0) {
			*out = (enum lw_rule)i;
			return true;
		}
	return word == NULL || bad(err, "a name is found by a rule that is not known");
}

static bool how_of(const char *word, enum lw_how *out, struct lw_error *err) {
	for (int i = 0; i < LW_N_HOWS; i++)
		if (strcmp(lw_how_name((enum lw_how)i), word) == 0) {
			*out = (enum lw_how)i;
			return true;
		}
	return bad(err, "how a name is met is not known");
}

static bool name(struct reading *r, const json_t *object, struct lw_locked_name *out, struct lw_error *err) {
	const char *path, *rule, *how;
	LW_TRY(text(r, object, "name", true, &out->name, err) && text(r, object, "how", false, &how, err));
	LW_TRY(text(r, object, "path", false, &path, err) && text(r, object, "rule", false, &rule, err));
	out->rule = LW_RULE_NONE;
	out->how = LW_HOW_SEARCH;
	LW_TRY(number(r, path, &out->file, err) && rule_of(rule, &out->rule, err));
	if (path == NULL && how == NULL)
		return bad(err, "a name has neither a path nor a reason why it has none");
	return path != NULL || how_of(how, &out->how, err);
}

static bool names(struct reading *r, const json_t *object, struct lw_locked_binary *b, struct lw_error *err) {
	const json_t *all;
	LW_TRY(list(object, "names", MOST_NAMES - r->n_names, &all, err));
	const size_t n = json_array_size(all);
	struct lw_locked_name *out = lw_alloc(&r->box->arena, n, sizeof *out, err);
	if (out == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		LW_TRY(name(r, json_array_get(all, i), &out[i], err));
	r->n_names += (uint32_t)n;
	b->names = out;
	b->n_names = (uint32_t)n;
	return true;
}

static bool binary(struct reading *r, const json_t *object, struct lw_locked_binary *out, struct lw_error *err) {
	const char *path;
	LW_TRY(text(r, object, "path", true, &path, err) && text(r, object, "error", false, &out->error, err) &&
	       text(r, object, "stopped", false, &out->stopped, err));
	return number(r, path, &out->file, err) && names(r, object, out, err);
}

static bool binaries(struct reading *r, const json_t *top, struct lw_error *err) {
	const json_t *all;
	LW_TRY(list(top, "binaries", LW_LOCK_MOST_FILES, &all, err));
	const size_t n = json_array_size(all);
	struct lw_locked_binary *out = lw_alloc(&r->box->arena, n, sizeof *out, err);
	if (out == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		LW_TRY(binary(r, json_array_get(all, i), &out[i], err));
	r->box->lock.binaries = out;
	r->box->lock.n_binaries = (uint32_t)n;
	return true;
}

static bool size_of(const json_t *object, const char *key, uint64_t *out, struct lw_error *err) {
	const json_t *n = json_object_get(object, key);
	if (!json_is_integer(n) || json_integer_value(n) < 0)
		return lw_fail(err, LW_E_MALFORMED, "is no lock of linkwright: its member \"%s\" is no size", key);
	*out = (uint64_t)json_integer_value(n);
	return true;
}

static bool fused_one(struct reading *r, const json_t *object, uint32_t least, struct lw_locked_fused *out,
		      struct lw_error *err) {
	const char *into;
	LW_TRY(text(r, object, "into", true, &into, err) && number(r, into, &out->into, err));
	if (out->into < least)
		return bad(err, "what is fused in is not in the order of its files");
	out->is_target = json_is_true(json_object_get(object, "target"));
	LW_TRY(text(r, object, "in", false, &out->within, err) && text(r, object, "path", true, &out->file.path, err) &&
	       text(r, object, "soname", false, &out->file.soname, err));
	LW_TRY(digits(r, object, "build_id", 0, &out->file.build_id, err) &&
	       digits(r, object, "sha256", 64, &out->file.sha256, err));
	if (out->file.sha256 == NULL)
		return bad(err, "what is fused in has no SHA-256");
	return size_of(object, "size", &out->file.size, err) && size_of(object, "offset", &out->offset, err) &&
		size_of(object, "length", &out->length, err) && owner(r, object, &out->file.owner, err);
}

/* Locks of before have no such list. */
static bool fused(struct reading *r, const json_t *top, struct lw_error *err) {
	const json_t *all;
	if (json_object_get(top, "fused") == NULL)
		return true;
	LW_TRY(list(top, "fused", LW_LOCK_MOST_FILES, &all, err));
	const size_t n = json_array_size(all);
	struct lw_locked_fused *out = lw_alloc(&r->box->arena, n, sizeof *out, err);
	if (out == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		LW_TRY(fused_one(r, json_array_get(all, i), i == 0 ? 0 : out[i - 1].into, &out[i], err));
	r->box->lock.fused = out;
	r->box->lock.n_fused = (uint32_t)n;
	return true;
}

/* Texts, each in an object of its own, so that those which are not UTF-8 can be told. */
static bool texts(struct reading *r, const json_t *top, const char *key, const char *member, const char *const **out,
		  uint32_t *n_out, struct lw_error *err) {
	const json_t *all;
	LW_TRY(list(top, key, MOST_OPTIONS, &all, err));
	const size_t n = json_array_size(all);
	const char **at = lw_alloc(&r->box->arena, n, sizeof *at, err);
	if (at == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		LW_TRY(text(r, json_array_get(all, i), member, true, &at[i], err));
	*out = at;
	*n_out = (uint32_t)n;
	return true;
}

static bool words(struct reading *r, const json_t *top, struct lw_error *err) {
	struct lw_lockfile *lock = &r->box->lock;
	return texts(r, top, "beside", "target", &lock->beside, &lock->n_beside, err) &&
		texts(r, top, "options", "option", &lock->options, &lock->n_options, err);
}

static bool top(struct reading *r, const json_t *t, struct lw_error *err) {
	struct lw_lockfile *lock = &r->box->lock;
	const json_t *head = json_object_get(t, "linkwright"), *results = json_object_get(t, "results");
	const char *schema = json_string_value(json_object_get(head, "schema"));
	const json_t *one = json_array_get(results, 0);
	if (schema == NULL || strcmp(schema, "lock") != 0 || json_array_size(results) != 1)
		return bad(err, "it does not begin as one");
	if (json_integer_value(json_object_get(head, "version")) != 1)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "is a lock of another version than 1; a newer linkwright has written it");
	LW_TRY(text(r, one, "target", true, &lock->target, err) && text(r, one, "kind", true, &lock->kind, err));
	return words(r, one, err) && files(r, one, err) && fused(r, one, err) && binaries(r, one, err);
}

bool lw_lockfile_parse(const char *bytes, size_t n, struct lw_lockfile **out, struct lw_error *err) {
	if (n > LARGEST_LOCK)
		return lw_fail(err, LW_E_LIMIT, "is larger than a lock can be (%llu MiB)",
			       (unsigned long long)(LARGEST_LOCK >> 20));
	json_t *t = lw_json_read((struct lw_span){(const uint8_t *)bytes, n}, JSON_REJECT_DUPLICATES, "", err);
	if (t == NULL)
		return false;
	struct reading r = {.box = lw_lockfile_new(err)};
	const bool ok = r.box != NULL && top(&r, t, err);
	json_decref(t);
	if (ok)
		*out = &r.box->lock;
	else if (r.box != NULL)
		lw_lockfile_free(&r.box->lock);
	return ok;
}

/* The caller's own file; EISDIR for what is none. */
static int open_own(const char *path, struct lw_source *src, struct lw_stat *st) {
	const struct lw_fs *fs = lw_fs_disk();
	const int sys = fs->ops->open(fs, path, src, st);
	return sys != 0 || st->kind == LW_KIND_FILE ? sys : EISDIR;
}

bool lw_lockfile_read(const char *path, struct lw_lockfile **out, struct lw_error *err) {
	struct lw_errno_buf words;
	struct lw_source src;
	struct lw_stat st = {0};
	struct lw_arena a = {0};
	struct lw_span s = {0};
	const int sys = open_own(path, &src, &st);
	if (sys != 0)
		return lw_fail(err, LW_E_IO, "cannot be read: %s", lw_errno_words(sys, &words));
	bool ok = src.size <= LARGEST_LOCK ||
		lw_fail(err, LW_E_LIMIT, "is larger than a lock can be (%llu MiB)",
			(unsigned long long)(LARGEST_LOCK >> 20));
	ok = ok && lw_source_view(&src, 0, src.size, &a, &s, err);
	lw_source_close(&src);
	ok = ok && lw_lockfile_parse(s.len == 0 ? "" : (const char *)s.ptr, (size_t)s.len, out, err);
	lw_arena_free(&a);
	return ok;
}

bool lw_lockfile_is_one(const char *path) {
	static const char begins[] = "{\"linkwright\":{\"schema\":\"lock\"";
	char head[256];
	struct lw_source src;
	struct lw_stat st = {0};
	struct lw_error none = {0};
	uint64_t got = 0;
	if (open_own(path, &src, &st) != 0)
		return false;
	const bool ok = lw_source_read(&src, 0, head, sizeof head, &got, &none);
	lw_source_close(&src);
	/* However another program has laid it out. */
	size_t n = 0;
	for (size_t i = 0; ok && i < got; i++)
		if (strchr(" \t\r\n", head[i]) == NULL || head[i] == '\0')
			head[n++] = head[i];
	return n >= sizeof begins - 1 && memcmp(head, begins, sizeof begins - 1) == 0;
}
