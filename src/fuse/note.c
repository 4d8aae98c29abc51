/* SPDX-License-Identifier: Apache-2.0 */
/* What was fused, as a note for other tools: JSON, as docs/fusing-note.md tells. What is only known when all has its
 * place is written over blanks, so that the size is known before. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/hex.h"
#include "format/elf_fused.h"
#include "fuse/fusing.h"

struct noting {
	struct lw_fusing *f;
	bool failed;
	struct lw_error *err;
};

/* jansson refuses NULL for both, and lets go of a value that it cannot take. */
static void put(struct noting *x, json_t *object, const char *key, json_t *value) {
	x->failed |= json_object_set_new(object, key, value) != 0;
}

static json_t *hex(struct noting *x, const uint8_t *bytes, size_t n) {
	const struct lw_arena_mark mark = lw_arena_mark(x->f->a);
	char *digits = lw_hex(x->f->a, bytes, n, x->err);
	json_t *out = digits == NULL ? NULL : json_string(digits);
	lw_arena_rewind(x->f->a, mark);
	return out;
}

/* A text that is not UTF-8 gets its bytes in a member of its own. jansson tells it by giving none. */
static void put_text(struct noting *x, json_t *object, const char *key, const char *key_hex, const char *text) {
	json_t *value = text == NULL ? json_null() : json_string(text);
	if (value != NULL) {
		put(x, object, key, value);
		return;
	}
	put(x, object, key, json_null());
	put(x, object, key_hex, hex(x, (const uint8_t *)text, strlen(text)));
}

static void put_number(struct noting *x, json_t *object, const char *key, uint64_t n) {
	put(x, object, key, json_integer((json_int_t)n));
}

/* NULL is left out. */
static void put_some(struct noting *x, json_t *object, const char *key, const char *key_hex, const char *text) {
	if (text != NULL)
		put_text(x, object, key, key_hex, text);
}

static void put_owner(struct noting *x, json_t *object, const struct lw_owner *owner) {
	if (owner->manager == NULL)
		return;
	json_t *o = json_object();
	put_some(x, o, "manager", "manager_hex", owner->manager);
	put_some(x, o, "name", "name_hex", owner->package);
	put_some(x, o, "version", "version_hex", owner->version);
	put_some(x, o, "license", "license_hex", owner->license);
	put(x, object, "package", o);
}

static json_t *file(struct noting *x, const struct lw_fuse_part *p) {
	json_t *o = json_object();
	put_text(x, o, "path", "path_hex", p->o->path);
	put_text(x, o, "soname", "soname_hex", p->img->soname.text);
	put(x, o, "build_id", p->img->build_id == NULL ? json_null() : hex(x, p->img->build_id, p->img->n_build_id));
	put(x, o, "sha256", hex(x, p->sha256, sizeof p->sha256));
	put_number(x, o, "size", p->disk.size);
	put_number(x, o, "offset", p->base_off);
	put_number(x, o, "begin", lw_fuse_image_begin(p));
	put_number(x, o, "length", lw_fuse_image_len(p));
	put_number(x, o, "delta", p->delta);
	put(x, o, "layout", json_string(p->packed ? "memory" : "file"));
	put_owner(x, o, &p->owner);
	return o;
}

/* What was in a part before it became one. Of one that is packed it has no place of its own: then it has the part's. */
static json_t *inner(struct noting *x, const struct lw_fuse_part *p, const struct lw_fused_file *in, uint32_t of) {
	const bool known =
		!p->packed && in->off >= p->file_begin && in->off <= p->file_end && in->len <= p->file_end - in->off;
	json_t *o = json_object();
	put_text(x, o, "path", "path_hex", in->path);
	put_text(x, o, "soname", "soname_hex", in->soname);
	put(x, o, "build_id", in->build_id == NULL ? json_null() : hex(x, in->build_id, in->n_build_id));
	put(x, o, "sha256", hex(x, in->sha256, sizeof in->sha256));
	put_number(x, o, "size", in->size);
	put_number(x, o, "offset", known ? p->base_off + (in->off - p->file_begin) : p->base_off);
	put_number(x, o, "begin", known ? in->begin : lw_fuse_image_begin(p));
	put_number(x, o, "length", known ? in->len : lw_fuse_image_len(p));
	put_number(x, o, "delta", p->delta + in->delta);
	put(x, o, "layout", json_string((known ? in->in_memory : p->packed) ? "memory" : "file"));
	put_number(x, o, "in", of);
	put_owner(x, o, &in->owner);
	return o;
}

/* The first of those that a note tells of is the part itself. */
static void inners(struct noting *x, json_t *files) {
	for (uint32_t i = 0; i < x->f->parts.n; i++) {
		const struct lw_fuse_part *p = &x->f->parts.at[i];
		const struct lw_fused *was = p->elf->fused;
		const uint32_t begin = (uint32_t)json_array_size(files);
		for (uint32_t k = 1; was != NULL && k < was->n_files; k++) {
			const uint32_t in = was->files[k].in;
			const uint32_t of = in == 0 || in == LW_NO_ID ? i : begin + in - 1;
			x->failed |= json_array_append_new(files, inner(x, p, &was->files[k], of)) != 0;
		}
	}
}

static void word(struct noting *x, json_t *list, const char *option, const char *value) {
	const char *text = value == NULL ? option : lw_sprintf(x->f->a, x->err, "%s=%s", option, value);
	json_t *s = text == NULL ? NULL : json_string(text);
	if (s == NULL && text != NULL) /* the name of a file that is no UTF-8: the files tell it */
		s = json_string(option);
	x->failed |= json_array_append_new(list, s) != 0;
}

static json_t *options(struct noting *x) {
	const struct lw_fuse_opts *o = &x->f->opts;
	json_t *list = json_array();
	const struct {
		bool given;
		const char *word;
	} flags[] = {{o->all, "--all"},
		     {o->dependents, "--with-dependents"},
		     {o->keep_libc, "--keep-libc"},
		     {o->fixed, "--fixed"},
		     {o->visible, "--export"}};
	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
		if (flags[i].given)
			word(x, list, flags[i].word, NULL);
	for (uint32_t i = 0; i < o->n_libs; i++)
		word(x, list, "--lib", o->libs[i]);
	for (uint32_t i = 0; i < o->n_keep; i++)
		word(x, list, "--keep", o->keep[i]);
	return list;
}

static json_t *whole(struct noting *x) {
	json_t *root = json_object(), *files = json_array(), *undo = json_object();
	put_number(x, root, "version", LW_NOTE_VERSION);
	put(x, root, "options", options(x));
	for (uint32_t i = 0; i < x->f->parts.n; i++)
		x->failed |= json_array_append_new(files, file(x, &x->f->parts.at[i])) != 0;
	inners(x, files);
	put(x, root, "files", files);
	put_number(x, undo, "offset", x->f->undo_off);
	put_number(x, undo, "length", x->f->undo_len);
	put(x, root, "undo", undo);
	return root;
}

/* The longest numbers of what is not known yet are as long as this. */
#define UNKNOWN 20

bool lw_fuse_note(struct lw_fusing *f, struct lw_span *out, struct lw_error *err) {
	struct noting x = {f, false, err};
	const uint64_t owner = sizeof LW_NOTE_OWNER, head = 12 + lw_round_up(owner, 4);
	json_t *root = whole(&x);
	const size_t n_files = json_array_size(json_object_get(root, "files"));
	if (n_files > LW_FUSED_MOST_FILES) {
		json_decref(root);
		return lw_fail(err, LW_E_LIMIT, "would be made of %zu files, and its note can tell of %d", n_files,
			       LW_FUSED_MOST_FILES);
	}
	char *text = x.failed ? NULL : json_dumps(root, JSON_COMPACT | JSON_ENSURE_ASCII);
	json_decref(root);
	if (text == NULL)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	const size_t n = strlen(text);
	/* What a number that grows may need is blank before that. */
	const uint64_t wide = 2 * UNKNOWN -
		(uint64_t)snprintf(NULL, 0, "%llu%llu", (unsigned long long)f->undo_off,
				   (unsigned long long)f->undo_len),
		       desc = lw_round_up(n + wide, 4);
	uint8_t *bytes = lw_alloc(f->a, (size_t)(head + desc), 1, err);
	if (bytes != NULL) {
		const struct lw_raw_nhdr h = {owner, desc, LW_NOTE_FUSED};
		lw_record_put(&lw_rec_nhdr, bytes, f->is64, f->big, &h);
		memcpy(bytes + 12, LW_NOTE_OWNER, sizeof LW_NOTE_OWNER);
		memset(bytes + head, ' ', (size_t)desc);
		memcpy(bytes + head, text, n);
		*out = (struct lw_span){bytes, head + desc};
	}
	free(text);
	return bytes != NULL;
}
