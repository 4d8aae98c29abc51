/* SPDX-License-Identifier: Apache-2.0 */
#include "format/elf_parse.h"

#include <string.h>

#include "base/fail.h"
#include "format/elf_reader.h"
#include "names/elf_numbers.h"

#define MOST_PHDRS ((uint64_t)1 << 20)
#define LONGEST_INTERP 4096 /* the kernel's PATH_MAX (fs/binfmt_elf.c) */

typedef bool read_part(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err);

/* Where in the file a field of the file header lies. */
static uint64_t ehdr_field(bool is64, size_t host) {
	for (unsigned i = 0; i < lw_rec_ehdr.n_fields; i++)
		if (lw_rec_ehdr.fields[i].host == host)
			return is64 ? lw_rec_ehdr.fields[i].off64 : lw_rec_ehdr.fields[i].off32;
	return 0;
}

static bool read_header(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err) {
	const struct lw_span all = {r->head.bytes, r->head.len};
	img->format = LW_FORMAT_ELF;
	img->elf = elf;
	lw_elf_reader_of(r, img);
	if (!lw_record_get(&lw_rec_ehdr, all, 0, r->is64, r->big, &elf->ehdr))
		return lw_fail_at(err, LW_E_TRUNCATED, all.len, "has %llu bytes, too few for an ELF file header",
				  (unsigned long long)all.len);
	img->machine = (uint16_t)elf->ehdr.e_machine;
	return true;
}

static bool read_ident(const struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err) {
	struct lw_span all = {r->head.bytes, r->head.len}, ident;
	if (all.len < 4 || memcmp(all.ptr, ELFMAG, 4) != 0)
		return lw_fail_at(err, LW_E_UNKNOWN_FORMAT, 0, "does not begin with the four bytes of an ELF file");
	if (!lw_span_cut(all, 0, EI_NIDENT, &ident))
		return lw_fail_at(err, LW_E_TRUNCATED, all.len, "has %llu bytes, too few for an ELF file header",
				  (unsigned long long)all.len);
	memcpy(elf->ident, ident.ptr, EI_NIDENT);
	if (elf->ident[EI_CLASS] != ELFCLASS32 && elf->ident[EI_CLASS] != ELFCLASS64)
		return lw_fail_at(err, LW_E_UNKNOWN_FORMAT, EI_CLASS,
				  "its ELF class is %u, neither 32 bit (1) nor 64 bit (2)", elf->ident[EI_CLASS]);
	if (elf->ident[EI_DATA] != ELFDATA2LSB && elf->ident[EI_DATA] != ELFDATA2MSB)
		return lw_fail_at(err, LW_E_UNKNOWN_FORMAT, EI_DATA,
				  "its ELF byte order is %u, neither little (1) nor big endian (2)",
				  elf->ident[EI_DATA]);
	img->bits = elf->ident[EI_CLASS] == ELFCLASS64 ? 64 : 32;
	img->big_endian = elf->ident[EI_DATA] == ELFDATA2MSB;
	return true;
}

/* With more than 0xfffe of them the number stands in section header 0 (gABI chapter 4, e_phnum); nothing else is taken
 * from section headers. */
static bool count_phdrs(struct lw_elf_reader *r, const struct lw_elf *elf, uint64_t *n, struct lw_error *err) {
	*n = elf->ehdr.e_phnum;
	if (*n != PN_XNUM)
		return true;
	const uint64_t sh_info = r->is64 ? 44 : 28, size = r->is64 ? 64 : 40;
	struct lw_span s;
	bool ok = true;
	if (elf->ehdr.e_shoff == 0 || !lw_range_fits(elf->ehdr.e_shoff, size, r->src->size))
		return lw_fail_at(err, LW_E_TRUNCATED, ehdr_field(r->is64, offsetof(struct lw_ehdr, e_shoff)),
				  "the number of program headers stands in section header 0, which is not in the file");
	LW_TRY(lw_elf_bytes(r, elf->ehdr.e_shoff + sh_info, 4, &s, err));
	*n = lw_span_uint(s, 0, 4, r->big, &ok);
	return ok;
}

static bool check_phdrs(const struct lw_elf_reader *r, const struct lw_elf *elf, uint64_t n, struct lw_error *err) {
	const struct lw_ehdr *h = &elf->ehdr;
	const uint64_t size = lw_record_size(&lw_rec_phdr, r->is64);
	if (h->e_phentsize != size)
		return lw_fail_at(err, LW_E_MALFORMED, ehdr_field(r->is64, offsetof(struct lw_ehdr, e_phentsize)),
				  "program headers are said to have %llu bytes each, but they have %llu",
				  (unsigned long long)h->e_phentsize, (unsigned long long)size);
	if (h->e_phoff > r->src->size)
		return lw_fail_at(err, LW_E_TRUNCATED, ehdr_field(r->is64, offsetof(struct lw_ehdr, e_phoff)),
				  "the program headers begin at %#llx, past the end of the file (%#llx)",
				  (unsigned long long)h->e_phoff, (unsigned long long)r->src->size);
	if (!lw_range_fits(h->e_phoff, n * size, r->src->size))
		return lw_fail_at(err, LW_E_TRUNCATED, ehdr_field(r->is64, offsetof(struct lw_ehdr, e_phnum)),
				  "%llu program headers end at %#llx, past the end of the file (%#llx)",
				  (unsigned long long)n, (unsigned long long)(h->e_phoff + n * size),
				  (unsigned long long)r->src->size);
	if (n > MOST_PHDRS)
		return lw_fail_at(err, LW_E_LIMIT, ehdr_field(r->is64, offsetof(struct lw_ehdr, e_phnum)),
				  "there are %llu program headers, and only %llu are read", (unsigned long long)n,
				  (unsigned long long)MOST_PHDRS);
	return true;
}

static bool read_phdrs(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err) {
	(void)img;
	uint64_t n = 0;
	const uint64_t size = lw_record_size(&lw_rec_phdr, r->is64);
	LW_TRY(count_phdrs(r, elf, &n, err));
	if (n == 0) {
		elf->has_phdrs = true;
		return true;
	}
	LW_TRY(check_phdrs(r, elf, n, err));
	struct lw_phdr *phdrs = lw_alloc(r->a, (size_t)n, sizeof *phdrs, err);
	if (phdrs == NULL)
		return false;
	struct lw_span s;
	for (uint64_t i = 0, got; i < n; i += got) {
		LW_TRY(lw_elf_run(r, &lw_rec_phdr, elf->ehdr.e_phoff + i * size, n - i, &s, &got, err));
		for (uint64_t k = 0; k < got; k++)
			LW_TRY(lw_record_get(&lw_rec_phdr, s, k * size, r->is64, r->big, &phdrs[i + k]));
	}
	elf->phdrs = phdrs;
	elf->n_phdrs = (uint32_t)n;
	elf->has_phdrs = true;
	return true;
}

/* The loader would map such a segment and die of SIGBUS when it touches what is not there. */
static bool check_loads(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err) {
	(void)img;
	for (uint32_t i = 0; i < elf->n_phdrs; i++) {
		const struct lw_phdr *p = &elf->phdrs[i];
		if (p->p_type != PT_LOAD || p->p_filesz == 0 || lw_range_fits(p->p_offset, p->p_filesz, r->src->size))
			continue;
		return lw_fail_at(err, LW_E_TRUNCATED, elf->ehdr.e_phoff + i * lw_record_size(&lw_rec_phdr, r->is64),
				  "program header %lu of %lu ends at %#llx, past the end of the file (%#llx)",
				  (unsigned long)i + 1, (unsigned long)elf->n_phdrs,
				  (unsigned long long)(p->p_offset + p->p_filesz), (unsigned long long)r->src->size);
	}
	return true;
}

static const struct lw_phdr *find_phdr(const struct lw_elf *elf, uint64_t type) {
	for (uint32_t i = 0; i < elf->n_phdrs; i++)
		if (elf->phdrs[i].p_type == type)
			return &elf->phdrs[i];
	return NULL;
}

/* Separate debug files keep the program headers without the bytes (objcopy --only-keep-debug). */
static bool is_debug_file(const struct lw_elf *elf) {
	const struct lw_phdr *p = find_phdr(elf, PT_DYNAMIC);
	return p != NULL && p->p_filesz == 0;
}

static bool read_interp(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err) {
	const struct lw_phdr *p = find_phdr(elf, PT_INTERP);
	struct lw_span s;
	if (p == NULL || is_debug_file(elf))
		return true;
	uint64_t at = elf->ehdr.e_phoff + (uint64_t)(p - elf->phdrs) * lw_record_size(&lw_rec_phdr, r->is64);
	uint64_t n = p->p_filesz < LONGEST_INTERP ? p->p_filesz : LONGEST_INTERP;
	if (!lw_range_fits(p->p_offset, n, r->src->size))
		return lw_fail_at(err, LW_E_TRUNCATED, at, "PT_INTERP ends at %#llx, past the end of the file (%#llx)",
				  (unsigned long long)(p->p_offset + n), (unsigned long long)r->src->size);
	LW_TRY(lw_elf_bytes(r, p->p_offset, n, &s, err));
	const char *text = lw_span_cstr(s, 0);
	if (text == NULL)
		return lw_fail_at(err, LW_E_MALFORMED, at,
				  "the interpreter's path in PT_INTERP does not end in its %#llx bytes",
				  (unsigned long long)n);
	img->interp = lw_strdup(r->a, text, err);
	return img->interp != NULL;
}

static bool read_tls(struct lw_elf_reader *r, struct lw_image *img, struct lw_elf *elf, struct lw_error *err) {
	(void)r, (void)img, (void)err;
	const struct lw_phdr *p = find_phdr(elf, PT_TLS);
	if (p == NULL)
		return true;
	elf->has_tls = true;
	elf->tls_memsz = p->p_memsz;
	elf->tls_align = p->p_align;
	return true;
}

static enum lw_image_kind kind_of(const struct lw_image *img, const struct lw_elf *elf) {
	const bool needs = img->n_needs != 0, interp = find_phdr(elf, PT_INTERP) != NULL;
	const bool loadable = elf->ehdr.e_type == ET_EXEC || elf->ehdr.e_type == ET_DYN;
	if (!elf->has_phdrs || !loadable || is_debug_file(elf))
		return LW_IMAGE_OTHER;
	if (interp)
		return LW_IMAGE_PROGRAM;
	if (elf->ehdr.e_type == ET_EXEC)
		return needs ? LW_IMAGE_OTHER : LW_IMAGE_STATIC;
	return (elf->flags_1 & DF_1_PIE) != 0 && !needs ? LW_IMAGE_STATIC_PIE : LW_IMAGE_LIBRARY;
}

/* bits: 0 where e_ident decides. */
static bool parse(const struct lw_source *src, uint8_t bits, bool big_endian, struct lw_arena *a, struct lw_image **out,
		  struct lw_error *err) {
	static read_part *const parts[] = {
		read_phdrs,           check_loads,         read_interp,       lw_elf_read_dynamic, lw_elf_read_names,
		lw_elf_read_verneeds, lw_elf_read_verdefs, lw_elf_check_hash, lw_elf_read_notes,   read_tls,
		lw_elf_read_fused,
	};
	struct lw_elf_reader r;
	LW_TRY(lw_elf_reader_init(&r, src, a, err));
	struct lw_image *img = lw_alloc(a, 1, sizeof *img, err);
	struct lw_elf *elf = lw_alloc(a, 1, sizeof *elf, err);
	if (img == NULL || elf == NULL)
		return false;
	img->bits = bits;
	img->big_endian = big_endian;
	LW_TRY((bits != 0 || read_ident(&r, img, elf, err)) && read_header(&r, img, elf, err));
	struct lw_error what;
	lw_error_clear(&what);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (!parts[i](&r, img, elf, &what))
			LW_TRY(lw_elf_damage(&r, &what, err));
	img->kind = kind_of(img, elf);
	img->damage = r.damage;
	*out = img;
	return true;
}

bool lw_elf_parse(const struct lw_source *src, struct lw_arena *a, struct lw_image **out, struct lw_error *err) {
	return parse(src, 0, false, a, out, err);
}

bool lw_elf_parse_as(const struct lw_source *src, uint8_t bits, bool big_endian, struct lw_arena *a,
		     struct lw_image **out, struct lw_error *err) {
	return parse(src, bits, big_endian, a, out, err);
}
