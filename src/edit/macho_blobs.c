/* SPDX-License-Identifier: Apache-2.0 */
/* The old signature, checked as far as it is written over, and the same one over new bytes. */
#include "edit/macho_blobs.h"

#include <string.h>

#include "base/fail.h"
#include "format/macho_parse.h"
#include "format/macho_records.h"
#include "names/macho_names.h"
#include "names/macho_numbers.h"

#define MOST_SIGNATURE ((uint64_t)256 << 20)
#define BASE_HEAD ((uint64_t)44)

/* What each version put behind the one before (cs_blobs.h, CS_CodeDirectory). */
static const struct {
	uint32_t version;
	uint8_t head;
} heads[] = {{0x20600, 108}, {0x20500, 96}, {0x20400, 88}, {0x20300, 64}, {0x20200, 52}, {0x20100, 48}};

uint64_t lw_mo_cd_head(uint64_t version) {
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		if (version >= heads[i].version)
			return heads[i].head;
	return BASE_HEAD;
}

static bool malformed(const struct mo_slice *s, const char *what, struct lw_error *err) {
	return lw_fail_at(err, LW_E_MALFORMED, s->base + s->sign_at, "%sthe signature cannot be made again: %s", s->who,
			  what);
}

static bool unsupported(const struct mo_slice *s, const char *what, struct lw_error *err) {
	return lw_fail(err, LW_E_UNSUPPORTED, "%sthe signature cannot be made again: %s", s->who, what);
}

bool lw_mo_old_signature(const struct mo_slice *s, uint8_t **out, struct lw_span *span, struct lw_error *err) {
	const struct lw_macho_part *part = &s->img->macho->signature.part;
	struct lw_span old;
	if (part->size > MOST_SIGNATURE)
		return lw_fail_at(err, LW_E_LIMIT, part->off,
				  "%sthe signature has %llu bytes, and no more than %llu are read", s->who,
				  (unsigned long long)part->size, (unsigned long long)MOST_SIGNATURE);
	LW_TRY(lw_source_view(s->e->src, part->off, part->size, s->e->a, &old, err));
	*out = lw_alloc_raw(s->e->a, (size_t)part->size, 1, err);
	if (*out == NULL)
		return false;
	memcpy(*out, old.ptr, (size_t)old.len);
	*span = (struct lw_span){*out, part->size};
	return true;
}

static bool apart(const struct mo_blob *x, const struct mo_blob *y) {
	return x->off + x->len <= y->off || y->off + y->len <= x->off;
}

static bool check_apart(const struct mo_slice *s, const struct mo_index *x, uint64_t end, struct lw_error *err) {
	for (uint32_t i = 0; i < x->blobs.n; i++) {
		if (x->blobs.at[i].off < end)
			return malformed(s, "a part of it lies over its index", err);
		for (uint32_t k = 0; k < i; k++)
			if (!apart(&x->blobs.at[i], &x->blobs.at[k]))
				return malformed(s, "two parts of it lie over each other", err);
	}
	return true;
}

/* The parser has been here: magic, count and each part's place are sound (format/macho_sign.c). */
bool lw_mo_index_read(const struct mo_slice *s, struct lw_span blob, struct mo_index *out, struct lw_error *err) {
	const uint64_t head = lw_record_size(&lw_rec_super_blob, false),
		       size = lw_record_size(&lw_rec_blob_index, false);
	struct lw_raw_super_blob h;
	*out = (struct mo_index){0};
	LW_TRY(lw_record_get(&lw_rec_super_blob, blob, 0, false, true, &h) || malformed(s, "it has no index", err));
	for (uint64_t i = 0; i < h.count; i++) {
		struct lw_raw_blob_index index;
		struct lw_raw_blob part = {0, 0};
		if (!lw_record_get(&lw_rec_blob_index, blob, head + i * size, false, true, &index) ||
		    !lw_record_get(&lw_rec_blob, blob, index.offset, false, true, &part) ||
		    !lw_range_fits(index.offset, part.length, blob.len))
			return malformed(s, "a part of it lies outside", err);
		struct mo_blob *slot = lw_vec_add(s->e->a, &out->blobs, err);
		if (slot == NULL)
			return false;
		*slot = (struct mo_blob){index.type, index.offset, part.length};
	}
	return check_apart(s, out, head + h.count * size, err);
}

static uint64_t field(struct lw_span cd, uint64_t at, uint64_t head) {
	bool ok = true;
	return at + 4 <= head ? lw_span_uint(cd, at, 4, true, &ok) : 0;
}

/* What else a directory may have that goes with the old bytes. */
static bool check_kind(const struct mo_slice *s, const struct mo_directory *x, struct lw_error *err) {
	if (lw_macho_hash_size(x->d->hash_type) == 0 || lw_macho_hash_size(x->d->hash_type) != x->d->hash_size)
		return unsupported(s, "it has hashes of a kind that is not computed here", err);
	if (field(x->bytes, MO_CD_SCATTER, x->head) != 0)
		return unsupported(s, "it covers scattered parts of the file", err);
	if (field(x->bytes, MO_CD_PRE_ENCRYPT, x->head) != 0)
		return unsupported(s, "it has hashes of what was there before it was encrypted", err);
	return true;
}

static bool outside(const struct mo_directory *x, const char *name, uint64_t at) {
	const uint64_t first = x->hashes - x->n_special * x->d->hash_size;
	const uint64_t end = x->hashes + (uint64_t)x->d->n_pages * x->d->hash_size;
	return name == NULL || at >= end || (at >= x->head && at + strlen(name) + 1 <= first);
}

static bool check_places(const struct mo_slice *s, const struct mo_directory *x, struct lw_error *err) {
	const struct lw_macho_directory *d = x->d;
	const uint64_t page = d->page_size == 0 ? d->limit : d->page_size;
	const uint64_t want = d->limit == 0 ? 0 : (d->limit - 1) / page + 1;
	if (d->limit > s->sign_at)
		return malformed(s, "a code directory covers the signature itself", err);
	if (want != d->n_pages)
		return malformed(s, "a code directory has not as many hashes as pages", err);
	if (x->bytes.len < x->head || x->hashes < x->head || (x->hashes - x->head) / d->hash_size < x->n_special)
		return malformed(s, "hashes of a code directory lie over its first numbers", err);
	if (!outside(x, d->identifier, field(x->bytes, 20, x->head)) ||
	    !outside(x, d->team, field(x->bytes, MO_CD_TEAM, x->head)))
		return malformed(s, "hashes of a code directory lie over its name", err);
	return true;
}

bool lw_mo_directory_check(const struct mo_slice *s, struct lw_span blob, uint32_t i, struct mo_directory *out,
			   struct lw_error *err) {
	const struct lw_macho_signature *sig = &s->img->macho->signature;
	const struct lw_macho_directory *d = &sig->directories[i];
	*out = (struct mo_directory){.d = d, .head = lw_mo_cd_head(d->version), .hashes = d->hashes_off - d->off};
	if (!lw_span_cut(blob, d->off - sig->part.off, d->size, &out->bytes))
		return malformed(s, "a code directory lies outside", err);
	out->n_special = field(out->bytes, MO_CD_N_SPECIAL, out->head);
	return check_kind(s, out, err) && check_places(s, out, err);
}

bool lw_mo_hash_pages(const struct lw_macho_directory *d, const struct lw_source *body, uint8_t *out,
		      struct lw_error *err) {
	const uint64_t page = d->page_size == 0 ? d->limit : d->page_size;
	uint8_t hash[LW_MACHO_LONGEST_HASH];
	for (uint64_t i = 0; i < d->n_pages; i++) {
		const uint64_t off = page * i, n = d->limit - off < page ? d->limit - off : page;
		LW_TRY(lw_macho_hash(body, d->hash_type, off, n, hash, err));
		memcpy(out + i * d->hash_size, hash, d->hash_size);
	}
	return true;
}

/*
 * All that a signature says stays: identifier, flags, entitlements, requirements, the runtime's version, hashes of what
 * lies elsewhere in a bundle, how many directories there are and of what kinds. codesign, too, writes SHA-1 beside
 * SHA-256 where it has to run on systems before 10.11.4, and whoever signed this decided that. Only hashes of pages are
 * made anew, and the flag that says that nobody stands for it.
 */
bool lw_mo_sign_again(struct mo_slice *s, const struct lw_source *body, struct lw_error *err) {
	struct mo_index index;
	struct mo_directory x;
	struct lw_span blob;
	uint8_t *p;
	LW_TRY(lw_mo_old_signature(s, &p, &blob, err) && lw_mo_index_read(s, blob, &index, err));
	for (uint32_t i = 0; i < s->img->macho->signature.n_directories; i++) {
		LW_TRY(lw_mo_directory_check(s, blob, i, &x, err));
		const uint64_t at = x.d->off - s->img->macho->signature.part.off;
		LW_TRY(lw_mo_hash_pages(x.d, body, p + at + x.hashes, err));
		lw_store_uint(p + at + MO_CD_FLAGS, 4, true, x.d->flags | LW_MACHO_CS_ADHOC);
	}
	s->sign = blob;
	return true;
}
