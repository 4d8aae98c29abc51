/* SPDX-License-Identifier: Apache-2.0 */
/* The hashes of a code directory against the bytes of the file. */
#include "format/macho_parse.h"

#include <string.h>
#include <sys/types.h>

#include <openssl/sha.h>

#include "base/fail.h"
#include "names/macho_numbers.h"

#define PIECE ((uint64_t)32 << 10)

struct hash {
	uint8_t type;
	union {
		SHA_CTX sha1;
		SHA256_CTX sha2;
	} state;
};

static void begin(struct hash *h) {
	if (h->type == CS_HASHTYPE_SHA1)
		SHA1_Init(&h->state.sha1);
	else
		SHA256_Init(&h->state.sha2);
}

static void add(struct hash *h, const uint8_t *p, uint64_t n) {
	if (h->type == CS_HASHTYPE_SHA1)
		SHA1_Update(&h->state.sha1, p, (size_t)n);
	else
		SHA256_Update(&h->state.sha2, p, (size_t)n);
}

static void end(struct hash *h, uint8_t out[LW_MACHO_LONGEST_HASH]) {
	if (h->type == CS_HASHTYPE_SHA1)
		SHA1_Final(out, &h->state.sha1);
	else
		SHA256_Final(out, &h->state.sha2);
}

/* A truncated SHA-256 has twenty bytes (xnu osfmk/kern/cs_blobs.h). */
uint8_t lw_macho_hash_size(uint8_t hash_type) {
	switch (hash_type) {
	case CS_HASHTYPE_SHA1:
	case CS_HASHTYPE_SHA256_TRUNCATED:
		return 20;
	case CS_HASHTYPE_SHA256:
		return 32;
	default:
		return 0;
	}
}

static bool read_all(const struct lw_source *src, uint64_t off, uint8_t *to, uint64_t n, struct lw_error *err) {
	uint64_t got = 0;
	LW_TRY(lw_source_read(src, off, to, n, &got, err));
	return got == n || lw_fail_at(err, LW_E_TRUNCATED, off + got, "the file was cut short while it was read");
}

bool lw_macho_hash(const struct lw_source *src, uint8_t hash_type, uint64_t off, uint64_t n,
		   uint8_t out[LW_MACHO_LONGEST_HASH], struct lw_error *err) {
	struct hash h = {.type = hash_type};
	uint8_t piece[PIECE];
	begin(&h);
	while (n != 0) {
		const uint64_t some = n < PIECE ? n : PIECE;
		LW_TRY(read_all(src, off, piece, some, err));
		add(&h, piece, some);
		off += some;
		n -= some;
	}
	end(&h, out);
	return true;
}

struct pages {
	const struct lw_source *src;
	const struct lw_macho_directory *d;
	uint64_t base;
};

/* Page i, of the slots that hold the hashes; the last page ends with what is covered. */
static bool check_page(struct pages *p, uint32_t i, struct lw_macho_pages *out, struct lw_error *err) {
	const struct lw_macho_directory *d = p->d;
	const uint64_t size = d->page_size == 0 ? d->limit : d->page_size, off = size * i;
	const uint64_t n = d->limit - off < size ? d->limit - off : size;
	uint8_t is[LW_MACHO_LONGEST_HASH], want[LW_MACHO_LONGEST_HASH];
	LW_TRY(lw_macho_hash(p->src, d->hash_type, p->base + off, n, is, err));
	LW_TRY(read_all(p->src, d->hashes_off + (uint64_t)i * d->hash_size, want, d->hash_size, err));
	if (memcmp(is, want, d->hash_size) == 0)
		return true;
	if (out->n_wrong++ == 0)
		out->first_wrong = p->base + off;
	return true;
}

static bool check_directory(struct pages *p, uint64_t slice_size, struct lw_macho_pages *out, struct lw_error *err) {
	const struct lw_macho_directory *d = p->d;
	*out = (struct lw_macho_pages){0};
	if (d->hash_size == 0 || lw_macho_hash_size(d->hash_type) != d->hash_size)
		return true;
	const uint64_t size = d->page_size == 0 ? d->limit : d->page_size;
	const uint64_t want = d->limit == 0 ? 0 : (d->limit - 1) / size + 1;
	if (d->limit > slice_size || !lw_range_fits(p->base, d->limit, p->src->size))
		return lw_fail_at(err, LW_E_TRUNCATED, d->off,
				  "a code directory covers %#llx bytes, more than there are",
				  (unsigned long long)d->limit);
	if (want != d->n_pages)
		return lw_fail_at(err, LW_E_MALFORMED, d->off,
				  "a code directory has hashes of %lu pages, and covers %llu",
				  (unsigned long)d->n_pages, (unsigned long long)want);
	out->checked = true;
	for (uint32_t i = 0; i < d->n_pages; i++)
		LW_TRY(check_page(p, i, out, err));
	return true;
}

bool lw_macho_check_signature(const struct lw_source *src, const struct lw_image *img, struct lw_macho_check *out,
			      struct lw_error *err) {
	const struct lw_macho_signature *s = &img->macho->signature;
	struct lw_macho_check check = {.n = s->n_directories};
	struct pages p;
	p.src = src;
	p.base = img->slice_off;
	for (uint32_t i = 0; i < check.n; i++) {
		p.d = &s->directories[i];
		LW_TRY(check_directory(&p, img->slice_size, &check.pages[i], err));
	}
	*out = check;
	return true;
}
