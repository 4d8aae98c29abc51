/* SPDX-License-Identifier: Apache-2.0 */
/* The code signature: blobs in a super blob (xnu osfmk/kern/cs_blobs.h), big endian in every file. Who signed is not
 * looked at. */
#include "format/macho_parse.h"
#include "format/macho_reader.h"

#include <string.h>

#include "base/fail.h"
#include "names/macho_numbers.h"

#define MOST_BLOBS 64
#define LONGEST_NAME 1024
#define MOST_ENTITLEMENT_BYTES ((uint64_t)1 << 20)
#define WITH_TEAM 0x20200u
#define WITH_LIMIT_64 0x20300u
#define TEAM_AT 48
#define LIMIT_64_AT 56

struct blobs {
	struct lw_macho_reader *r;
	struct lw_macho_signature *s;
	struct lw_macho_directory *directories;
	bool has_cms;
};

/* A blob lies within the signature; gives its bytes' place. */
static bool blob_at(struct blobs *b, uint64_t off, struct lw_macho_part *out, uint64_t *magic, struct lw_error *err) {
	const struct lw_macho_part *all = &b->s->part;
	struct lw_raw_blob h = {0, 0};
	if (lw_range_fits(off, lw_record_size(&lw_rec_blob, false), all->size))
		LW_TRY(lw_macho_record(b->r, &lw_rec_blob, all->off + off, true, &h, err));
	if (h.length < lw_record_size(&lw_rec_blob, false) || !lw_range_fits(off, h.length, all->size))
		return lw_fail_at(err, LW_E_MALFORMED, all->off,
				  "a part of the code signature lies at %#llx with %#llx bytes, and the signature has "
				  "%#llx",
				  (unsigned long long)off, (unsigned long long)h.length, (unsigned long long)all->size);
	*out = (struct lw_macho_part){all->off + off, h.length};
	*magic = h.magic;
	return true;
}

/* A name within a code directory; offset 0: it has none. */
static bool name_at(struct blobs *b, const struct lw_macho_directory *d, uint64_t off, const char **out,
		    struct lw_error *err) {
	struct lw_span s;
	*out = NULL;
	if (off == 0)
		return true;
	const uint64_t left = off < d->size ? d->size - off : 0;
	LW_TRY(lw_macho_bytes(b->r, d->off + (left == 0 ? 0 : off), left < LONGEST_NAME ? left : LONGEST_NAME, &s,
			      err));
	const char *text = lw_span_cstr(s, 0);
	if (text == NULL)
		return lw_fail_at(err, LW_E_MALFORMED, d->off, "a name at %#llx of a code directory does not end in it",
				  (unsigned long long)off);
	*out = lw_strdup(b->r->a, text, err);
	return *out != NULL;
}

/* What later versions have behind the common fields. */
static bool later_fields(struct blobs *b, struct lw_macho_directory *d, uint64_t *team, struct lw_error *err) {
	struct lw_span s;
	bool ok = true;
	const uint64_t n = d->version >= WITH_LIMIT_64 ? LIMIT_64_AT + 8 : d->version >= WITH_TEAM ? TEAM_AT + 4 : 0;
	*team = 0;
	if (n == 0 || n > d->size)
		return true;
	LW_TRY(lw_macho_bytes(b->r, d->off, n, &s, err));
	*team = lw_span_uint(s, TEAM_AT, 4, true, &ok);
	if (d->version >= WITH_LIMIT_64) {
		const uint64_t limit = lw_span_uint(s, LIMIT_64_AT, 8, true, &ok);
		d->limit = limit != 0 ? limit : d->limit;
	}
	return ok;
}

static bool check_hashes(const struct lw_macho_directory *d, uint64_t hashes, struct lw_error *err) {
	const uint64_t size = (uint64_t)d->n_pages * d->hash_size;
	if (lw_range_fits(hashes, size, d->size))
		return true;
	return lw_fail_at(err, LW_E_MALFORMED, d->off,
			  "the hashes of a code directory lie at %#llx with %#llx bytes, and it has %#llx",
			  (unsigned long long)hashes, (unsigned long long)size, (unsigned long long)d->size);
}

static bool fill_directory(struct blobs *b, struct lw_macho_directory *d, const struct lw_raw_directory *h,
			   struct lw_error *err) {
	uint64_t team;
	d->version = (uint32_t)h->version;
	d->flags = (uint32_t)h->flags;
	d->hash_type = (uint8_t)h->hashType;
	d->hash_size = (uint8_t)h->hashSize;
	d->page_size = h->pageSize == 0 || h->pageSize > 31 ? 0 : (uint32_t)1 << h->pageSize;
	d->n_pages = (uint32_t)h->nCodeSlots;
	d->limit = h->codeLimit;
	d->hashes_off = d->off + h->hashOffset;
	LW_TRY(later_fields(b, d, &team, err));
	LW_TRY(check_hashes(d, h->hashOffset, err));
	return name_at(b, d, h->identOffset, &d->identifier, err) && name_at(b, d, team, &d->team, err);
}

static bool take_directory(struct blobs *b, struct lw_macho_part part, struct lw_error *err) {
	struct lw_raw_directory h;
	if (b->s->n_directories == LW_MACHO_MOST_DIRECTORIES)
		return lw_fail_at(err, LW_E_LIMIT, part.off, "there are more than %d code directories",
				  LW_MACHO_MOST_DIRECTORIES);
	if (part.size < lw_record_size(&lw_rec_directory, false))
		return lw_fail_at(err, LW_E_MALFORMED, part.off, "a code directory has only %#llx bytes",
				  (unsigned long long)part.size);
	LW_TRY(lw_macho_record(b->r, &lw_rec_directory, part.off, true, &h, err));
	struct lw_macho_directory d = {.off = part.off, .size = part.size};
	LW_TRY(fill_directory(b, &d, &h, err));
	b->directories[b->s->n_directories++] = d;
	return true;
}

static bool take_entitlements(struct blobs *b, struct lw_macho_part part, struct lw_error *err) {
	struct lw_span xml;
	if (part.size > MOST_ENTITLEMENT_BYTES)
		return lw_fail_at(err, LW_E_LIMIT, part.off, "there are %llu bytes of entitlements",
				  (unsigned long long)part.size);
	const struct lw_arena_mark mark = lw_arena_mark(b->r->a);
	const uint64_t head = lw_record_size(&lw_rec_blob, false);
	LW_TRY(lw_source_view(b->r->src, part.off + head, part.size - head, b->r->a, &xml, err));
	b->s->entitled |= lw_macho_entitlements(xml);
	lw_arena_rewind(b->r->a, mark);
	return true;
}

static bool take_blob(struct blobs *b, uint64_t type, uint64_t off, struct lw_error *err) {
	struct lw_macho_part part = {0, 0};
	uint64_t magic = 0;
	LW_TRY(blob_at(b, off, &part, &magic, err));
	if (type == 0 || (type >= CSSLOT_ALTERNATE && type < CSSLOT_ALTERNATE + CSSLOT_ALTERNATES)) {
		if (magic == CSMAGIC_CODEDIRECTORY)
			return take_directory(b, part, err);
		return lw_fail_at(err, LW_E_MALFORMED, part.off, "begins with %#llx and not as a code directory does",
				  (unsigned long long)magic);
	}
	if (type == CSSLOT_ENTITLEMENTS && magic == CSMAGIC_EMBEDDED_ENTITLEMENTS)
		return take_entitlements(b, part, err);
	if (type == CSSLOT_SIGNATURE && magic == CSMAGIC_BLOBWRAPPER)
		b->has_cms = part.size > lw_record_size(&lw_rec_blob, false);
	return true;
}

/* The order of xnu bsd/kern/ubc_subr.c, hashPriorities. */
static unsigned rank(const struct lw_macho_directory *d) {
	static const uint8_t order[] = {CS_HASHTYPE_SHA1, CS_HASHTYPE_SHA256_TRUNCATED, CS_HASHTYPE_SHA256,
					CS_HASHTYPE_SHA384};
	for (unsigned i = 0; i < sizeof order; i++)
		if (order[i] == d->hash_type)
			return i + 1;
	return 0;
}

static void conclude(struct blobs *b) {
	struct lw_macho_signature *s = b->s;
	s->directories = b->directories;
	for (uint32_t i = 0; i < s->n_directories; i++)
		if (s->best == NULL || rank(&s->directories[i]) > rank(s->best))
			s->best = &s->directories[i];
	if (s->best != NULL)
		s->kind = b->has_cms ? LW_MACHO_SIGNED : LW_MACHO_ADHOC;
}

static bool read_blobs(struct blobs *b, struct lw_error *err) {
	const struct lw_macho_part *all = &b->s->part;
	const uint64_t head = lw_record_size(&lw_rec_super_blob, false),
		       size = lw_record_size(&lw_rec_blob_index, false);
	struct lw_raw_super_blob h = {0, 0, 0};
	if (all->size >= head)
		LW_TRY(lw_macho_record(b->r, &lw_rec_super_blob, all->off, true, &h, err));
	if (h.magic != CSMAGIC_EMBEDDED_SIGNATURE || h.length > all->size)
		return lw_fail_at(err, LW_E_MALFORMED, all->off, "the code signature does not begin as one does");
	if (h.count > MOST_BLOBS)
		return lw_fail_at(err, LW_E_LIMIT, all->off, "the code signature has %llu parts, and only %d are read",
				  (unsigned long long)h.count, MOST_BLOBS);
	for (uint64_t i = 0; i < h.count; i++) {
		struct lw_raw_blob_index index;
		if (!lw_range_fits(head + i * size, size, all->size))
			return lw_fail_at(err, LW_E_MALFORMED, all->off,
					  "the code signature has no room for %llu parts", (unsigned long long)h.count);
		LW_TRY(lw_macho_record(b->r, &lw_rec_blob_index, all->off + head + i * size, true, &index, err));
		LW_TRY(take_blob(b, index.type, index.offset, err));
	}
	return true;
}

bool lw_macho_read_signature(struct lw_macho_reader *r, struct lw_error *err) {
	struct blobs b = {.r = r, .s = &r->macho->signature};
	if (b.s->part.size == 0)
		return true;
	b.directories = lw_alloc(r->a, LW_MACHO_MOST_DIRECTORIES, sizeof *b.directories, err);
	if (b.directories == NULL)
		return false;
	const bool ok = read_blobs(&b, err);
	conclude(&b);
	return ok;
}
