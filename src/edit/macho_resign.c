/* SPDX-License-Identifier: Apache-2.0 */
/* A signature that nobody stands for: in place of one with a certificate, or as the linker writes it. */
#include "edit/macho_blobs.h"

#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "format/macho_parse.h"
#include "format/macho_records.h"
#include "names/macho_numbers.h"

struct part {
	uint64_t type;
	struct lw_span bytes;
};

struct parts {
	LW_VEC(struct part) list;
};

static bool add(struct mo_slice *s, struct parts *to, uint64_t type, struct lw_span bytes, struct lw_error *err) {
	struct part *slot = lw_vec_add(s->e->a, &to->list, err);
	if (slot == NULL)
		return false;
	*slot = (struct part){type, bytes};
	return true;
}

/* A blob of words: its magic, its length, and zeros. */
static bool empty_blob(struct mo_slice *s, uint32_t magic, uint64_t n, struct lw_span *out, struct lw_error *err) {
	uint8_t *p = lw_alloc(s->e->a, (size_t)n, 1, err);
	if (p == NULL)
		return false;
	lw_store_uint(p, 4, true, magic);
	lw_store_uint(p + 4, 4, true, n);
	*out = (struct lw_span){p, n};
	return true;
}

/* The requirements of a certificate's owner hold for nobody else; codesign -s - writes a set of none. */
static bool no_requirements(struct mo_slice *s, struct lw_span *out, struct lw_error *err) {
	return empty_blob(s, CSMAGIC_REQUIREMENTS, 12, out, err);
}

/* Hashes of what is not in the pages stand before those of pages, the slot's number from them backwards. */
static bool hash_requirements(struct mo_slice *s, const struct mo_directory *x, uint8_t *p, uint64_t hashes,
			      struct lw_error *err) {
	struct lw_span none;
	struct lw_source src;
	uint8_t hash[LW_MACHO_LONGEST_HASH];
	if (x->n_special < CSSLOT_REQUIREMENTS)
		return true;
	LW_TRY(no_requirements(s, &none, err));
	lw_source_of_memory(&src, none);
	LW_TRY(lw_macho_hash(&src, x->d->hash_type, 0, none.len, hash, err));
	memcpy(p + hashes - (uint64_t)CSSLOT_REQUIREMENTS * x->d->hash_size, hash, x->d->hash_size);
	return true;
}

static void store_head(const struct mo_directory *x, uint8_t *p, uint64_t n, uint64_t hashes) {
	memcpy(p, x->bytes.ptr, (size_t)(x->head < MO_CD_LINKAGE ? x->head : MO_CD_LINKAGE));
	const uint32_t flags = (x->d->flags | LW_MACHO_CS_ADHOC) & ~LW_MACHO_CS_LINKER_SIGNED;
	lw_store_uint(p + 4, 4, true, n);
	lw_store_uint(p + MO_CD_FLAGS, 4, true, flags);
	lw_store_uint(p + 16, 4, true, hashes);
	lw_store_uint(p + 20, 4, true, x->head);
	if (x->head > MO_CD_TEAM)
		lw_store_uint(p + MO_CD_TEAM, 4, true, 0);
}

/* The same directory without a team; the linkage of 0x20600 goes, as it is of the signer's own build. */
static bool directory(struct mo_slice *s, const struct mo_directory *x, bool has_requirements,
		      const struct lw_source *body, struct lw_span *out, struct lw_error *err) {
	const char *name = x->d->identifier == NULL ? "" : x->d->identifier;
	const uint64_t one = x->d->hash_size, special = x->n_special * one;
	const uint64_t hashes = x->head + strlen(name) + 1 + special, n = hashes + x->d->n_pages * one;
	struct lw_span old;
	uint8_t *p = lw_alloc(s->e->a, (size_t)n, 1, err);
	LW_TRY(p != NULL && lw_span_cut(x->bytes, x->hashes - special, special, &old));
	store_head(x, p, n, hashes);
	memcpy(p + x->head, name, strlen(name) + 1);
	if (special != 0)
		memcpy(p + hashes - special, old.ptr, (size_t)special);
	if (has_requirements)
		LW_TRY(hash_requirements(s, x, p, hashes, err));
	*out = (struct lw_span){p, n};
	return lw_mo_hash_pages(x->d, body, p + hashes, err);
}

/* Which of the old directories lies there; n_directories: none. */
static uint32_t directory_at(const struct mo_slice *s, uint64_t off) {
	const struct lw_macho_signature *sig = &s->img->macho->signature;
	uint32_t i = 0;
	while (i < sig->n_directories && sig->directories[i].off - sig->part.off != off)
		i++;
	return i;
}

static bool has_requirements(const struct mo_index *x) {
	for (uint32_t i = 0; i < x->blobs.n; i++)
		if (x->blobs.at[i].type == CSSLOT_REQUIREMENTS)
			return true;
	return false;
}

struct resigning {
	struct mo_slice *s;
	struct lw_span old;
	const struct mo_index *index;
	const struct lw_source *body;
	struct parts parts;
};

/* A ticket of the notary and what else lies behind the certificate's slot goes with it. */
static bool take(struct resigning *r, const struct mo_blob *b, struct lw_error *err) {
	struct mo_slice *s = r->s;
	const uint32_t i = directory_at(s, b->off);
	struct mo_directory x;
	struct lw_span bytes = {NULL, 0};
	if (b->type > CSSLOT_SIGNATURE)
		return true;
	if (i < s->img->macho->signature.n_directories)
		LW_TRY(lw_mo_directory_check(s, r->old, i, &x, err) &&
		       directory(s, &x, has_requirements(r->index), r->body, &bytes, err));
	else if (b->type == CSSLOT_REQUIREMENTS)
		LW_TRY(no_requirements(s, &bytes, err));
	else if (b->type == CSSLOT_SIGNATURE)
		LW_TRY(empty_blob(s, CSMAGIC_BLOBWRAPPER, 8, &bytes, err));
	else
		LW_TRY(lw_span_cut(r->old, b->off, b->len, &bytes));
	return add(s, &r->parts, b->type, bytes, err);
}

/* The index and the parts, in room bytes. */
static bool join(struct mo_slice *s, const struct parts *parts, uint64_t room, struct lw_error *err) {
	const uint64_t head = lw_record_size(&lw_rec_super_blob, false),
		       size = lw_record_size(&lw_rec_blob_index, false);
	uint64_t at = head + size * parts->list.n, n = at;
	for (uint32_t i = 0; i < parts->list.n; i++)
		n += parts->list.at[i].bytes.len;
	uint8_t *p = n > room ? NULL : lw_alloc(s->e->a, (size_t)room, 1, err);
	if (n > room)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "%sa new signature of %llu bytes does not fit into the %llu of the old", s->who,
			       (unsigned long long)n, (unsigned long long)room);
	if (p == NULL)
		return false;
	lw_record_put(&lw_rec_super_blob, p, false, true,
		      &(struct lw_raw_super_blob){CSMAGIC_EMBEDDED_SIGNATURE, n, parts->list.n});
	for (uint32_t i = 0; i < parts->list.n; i++) {
		const struct part *part = &parts->list.at[i];
		lw_record_put(&lw_rec_blob_index, p + head + size * i, false, true,
			      &(struct lw_raw_blob_index){part->type, at});
		memcpy(p + at, part->bytes.ptr, (size_t)part->bytes.len);
		at += part->bytes.len;
	}
	s->sign = (struct lw_span){p, room};
	return true;
}

/* Smaller than the old one, whose room it keeps: behind it there are zeros, as behind what codesign writes. */
bool lw_mo_sign_instead(struct mo_slice *s, const struct lw_source *body, struct lw_error *err) {
	struct mo_index index;
	uint8_t *unused;
	struct resigning r = {.s = s, .index = &index, .body = body};
	LW_TRY(lw_mo_old_signature(s, &unused, &r.old, err) && lw_mo_index_read(s, r.old, &index, err));
	for (uint32_t i = 0; i < index.blobs.n; i++)
		LW_TRY(take(&r, &index.blobs.at[i], err));
	return join(s, &r.parts, r.old.len, err);
}

/* As lld writes it (lld MachO/SyntheticSections.cpp, CodeSignatureSection): one directory, at 24, whose hashes begin at
 * a multiple of 16 of the signature. */
#define NEW_HEAD ((uint64_t)88)
#define NEW_DIRECTORY_AT ((uint64_t)24)
#define NEW_PAGE_BITS 12
#define NEW_VERSION 0x20400u
#define EXEC_MAIN_BINARY 1

static uint64_t new_hashes_at(const struct mo_slice *s) {
	const uint64_t n = NEW_DIRECTORY_AT + NEW_HEAD + strlen(lw_path_base(s->e->path)) + 1;
	return (n + 15) / 16 * 16;
}

static uint64_t new_pages(uint64_t limit) {
	return (limit + (1u << NEW_PAGE_BITS) - 1) >> NEW_PAGE_BITS;
}

uint64_t lw_mo_sign_new_size(const struct mo_slice *s, uint64_t limit) {
	return (new_hashes_at(s) + new_pages(limit) * 32 + 15) / 16 * 16;
}

/* The range of __TEXT, by which the kernel knows the pages that run. */
static void store_exec(const struct mo_slice *s, uint8_t *p) {
	const struct lw_macho *m = s->img->macho;
	for (uint32_t i = 0; i < m->n_segments; i++)
		if (strcmp(m->segments[i].name, "__TEXT") == 0) {
			lw_store_uint(p + MO_CD_EXEC_BASE, 8, true, m->segments[i].off - s->base);
			lw_store_uint(p + MO_CD_EXEC_LIMIT, 8, true, m->segments[i].file_size);
		}
	lw_store_uint(p + MO_CD_EXEC_FLAGS, 8, true, m->header.filetype == MH_EXECUTE ? EXEC_MAIN_BINARY : 0);
}

bool lw_mo_sign_new(struct mo_slice *s, const struct lw_source *body, struct lw_error *err) {
	const uint64_t limit = s->sign_at, n = lw_mo_sign_new_size(s, limit), hashes = new_hashes_at(s);
	const char *name = lw_path_base(s->e->path);
	const struct lw_macho_directory d = {.hash_type = CS_HASHTYPE_SHA256,
					     .hash_size = 32,
					     .page_size = 1u << NEW_PAGE_BITS,
					     .limit = limit,
					     .n_pages = (uint32_t)new_pages(limit)};
	const uint64_t length = hashes + new_pages(limit) * 32;
	uint8_t *p = lw_alloc(s->e->a, (size_t)n, 1, err);
	if (p == NULL)
		return false;
	uint8_t *cd = p + NEW_DIRECTORY_AT;
	lw_record_put(&lw_rec_super_blob, p, false, true,
		      &(struct lw_raw_super_blob){CSMAGIC_EMBEDDED_SIGNATURE, length, 1});
	lw_record_put(&lw_rec_blob_index, p + 12, false, true, &(struct lw_raw_blob_index){0, NEW_DIRECTORY_AT});
	lw_record_put(&lw_rec_directory, cd, false, true,
		      &(struct lw_raw_directory){.magic = CSMAGIC_CODEDIRECTORY,
						 .length = length - NEW_DIRECTORY_AT,
						 .version = NEW_VERSION,
						 .flags = LW_MACHO_CS_ADHOC | LW_MACHO_CS_LINKER_SIGNED,
						 .hashOffset = hashes - NEW_DIRECTORY_AT,
						 .identOffset = NEW_HEAD,
						 .nCodeSlots = d.n_pages,
						 .codeLimit = limit,
						 .hashSize = d.hash_size,
						 .hashType = d.hash_type,
						 .pageSize = NEW_PAGE_BITS});
	store_exec(s, cd);
	memcpy(cd + NEW_HEAD, name, strlen(name) + 1);
	s->sign = (struct lw_span){p, n};
	return lw_mo_hash_pages(&d, body, p + hashes, err);
}
