/* SPDX-License-Identifier: Apache-2.0 */
/* Headers and sections (Microsoft's page "PE Format"): the code in .text, the tables in .data, which is what loaders
 * write to, and the manifest in .rsrc, where tools look for it. */
#include "worldfile/pe_build.h"

#include <string.h>

#include "base/fail.h"
#include "names/pe_names.h"
#include "names/pe_numbers.h"
#include "worldfile/pe_making.h"

#define PAGE 0x1000
#define SECTOR 0x200
#define HEADERS SECTOR
#define PE_OFF 64
#define MOST_SECTIONS 3
#define MOST_BYTES ((uint64_t)1 << 24)

#define READ UINT64_C(0x40000000)
#define CODE (READ | 0x20000020)           /* executable */
#define DATA (READ | UINT64_C(0x80000040)) /* writable */
#define RESOURCES (READ | 0x40)

bool lw_pe_room(struct lw_pe_chunk *p, uint64_t n, uint64_t align, uint64_t *at, struct lw_error *err) {
	*at = lw_round_up(p->bytes.n, align);
	if (n > MOST_BYTES - *at || *at > MOST_BYTES)
		return lw_fail(err, LW_E_LIMIT, "a pe would have a section of more than %llu bytes",
			       (unsigned long long)MOST_BYTES);
	while (p->bytes.n < *at + n)
		if (lw_vec_add(p->a, &p->bytes, err) == NULL)
			return false;
	return true;
}

bool lw_pe_put_text(struct lw_pe_chunk *p, const char *text, uint64_t *at, struct lw_error *err) {
	LW_TRY(lw_pe_room(p, strlen(text) + 1, 1, at, err));
	memcpy(p->bytes.at + *at, text, strlen(text));
	return true;
}

void lw_pe_set(struct lw_pe_chunk *p, uint64_t at, unsigned size, uint64_t value) {
	lw_store_uint(p->bytes.at + at, size, false, value);
}

void lw_pe_set_record(struct lw_pe_chunk *p, const struct lw_record *rec, uint64_t at, const void *host) {
	lw_record_put(rec, p->bytes.at + at, p->is64, false, host);
}

/* What gives 0: as a program it ends well. */
static bool put_code(struct lw_pe_chunk *p, uint16_t machine, struct lw_error *err) {
	static const uint8_t x86[] = {0x31, 0xc0, 0xc3}, arm64[] = {0, 0, 0x80, 0x52, 0xc0, 3, 0x5f, 0xd6};
	const bool arm = machine == LW_PE_MACHINE_ARM64;
	uint64_t at;
	LW_TRY(lw_pe_room(p, arm ? sizeof arm64 : sizeof x86, 1, &at, err));
	memcpy(p->bytes.at, arm ? arm64 : x86, p->bytes.n);
	return true;
}

struct section {
	const char *name;
	uint64_t flags;
	const struct lw_pe_chunk *part;
};

struct layout {
	struct section sections[MOST_SECTIONS];
	unsigned n;
	uint64_t image_size;
};

static void add_section(struct layout *l, const char *name, uint64_t flags, const struct lw_pe_chunk *part) {
	if (part->bytes.n == 0)
		return;
	l->sections[l->n++] = (struct section){name, flags, part};
	l->image_size = lw_round_up(part->rva + part->bytes.n, PAGE);
}

static void put_coff(struct lw_pe_chunk *head, const struct lw_pe_making *m, const struct layout *l) {
	const struct lw_raw_pe_dos dos = {0x5a4d, PE_OFF, PE_OFF};
	const uint64_t kind = m->d->program ? 0 : LW_PE_FILE_DLL, bits = m->is64 ? 0x20 : 0x100;
	const struct lw_pe_coff coff = {.machine = m->d->machine,
					.number_of_sections = l->n,
					.size_of_optional_header = lw_record_size(&lw_rec_pe_optional, m->is64) +
						LW_PE_DIRECTORIES * lw_record_size(&lw_rec_pe_directory, m->is64),
					.characteristics = LW_PE_FILE_EXECUTABLE_IMAGE | kind | bits};
	lw_pe_set_record(head, &lw_rec_pe_dos, 0, &dos);
	memcpy(head->bytes.at + PE_OFF, "PE", 2);
	lw_pe_set_record(head, &lw_rec_pe_coff, PE_OFF + 4, &coff);
}

/* A console program of Windows Vista or later; there is nothing in it that an address is written into. */
static uint64_t put_optional(struct lw_pe_chunk *head, const struct lw_pe_making *m, const struct layout *l) {
	const struct lw_pe_optional o = {.magic = m->is64 ? LW_PE_MAGIC_64 : LW_PE_MAGIC_32,
					 .address_of_entry_point = m->d->program ? m->code : 0,
					 .image_base = m->base,
					 .section_alignment = PAGE,
					 .file_alignment = SECTOR,
					 .major_os_version = 6,
					 .major_subsystem_version = 6,
					 .size_of_image = l->image_size,
					 .size_of_headers = HEADERS,
					 .subsystem = 3,
					 .dll_characteristics = m->is64 ? 0x160 : 0x140,
					 .number_of_rva_and_sizes = LW_PE_DIRECTORIES};
	uint64_t at = PE_OFF + 4 + lw_record_size(&lw_rec_pe_coff, m->is64);
	lw_pe_set_record(head, &lw_rec_pe_optional, at, &o);
	at += lw_record_size(&lw_rec_pe_optional, m->is64);
	for (unsigned i = 0; i < LW_PE_DIRECTORIES; i++, at += lw_record_size(&lw_rec_pe_directory, m->is64))
		lw_pe_set_record(head, &lw_rec_pe_directory, at, &m->dirs[i]);
	return at;
}

/* The section's header at *at and its bytes at the end of the file. */
static bool put_section(struct lw_pe_chunk *file, const struct section *s, uint64_t *at, struct lw_error *err) {
	uint64_t off;
	const uint64_t size = lw_round_up(s->part->bytes.n, SECTOR);
	LW_TRY(lw_pe_room(file, size, SECTOR, &off, err));
	memcpy(file->bytes.at + off, s->part->bytes.at, s->part->bytes.n);
	const struct lw_pe_section_header h = {s->part->bytes.n, s->part->rva, size, off, s->flags};
	lw_pe_set_record(file, &lw_rec_pe_section, *at, &h);
	memcpy(file->bytes.at + *at, s->name, strlen(s->name));
	*at += lw_record_size(&lw_rec_pe_section, file->is64);
	return true;
}

static bool make_tables(struct lw_pe_making *m, struct lw_error *err) {
	m->data.rva = m->code + PAGE;
	LW_TRY(lw_pe_make_imports(m, err) && lw_pe_make_delays(m, err) && lw_pe_make_exports(m, err) &&
	       lw_pe_make_load_config(m, err));
	m->resources.rva = lw_round_up(m->data.rva + m->data.bytes.n, PAGE);
	return lw_pe_make_manifest(m, err);
}

bool lw_pe_build(const struct lw_pe_desc *d, struct lw_arena *a, struct lw_span *out, struct lw_error *err) {
	const bool is64 = lw_pe_machine_bits(d->machine) != 32;
	struct lw_pe_chunk text = {.a = a, .is64 = is64, .rva = PAGE}, file = {.a = a, .is64 = is64};
	struct lw_pe_making m = {.d = d, .is64 = is64, .code = PAGE, .data = text, .resources = text};
	struct layout l = {.n = 0};
	uint64_t at;
	m.base = is64 ? (d->program ? UINT64_C(0x140000000) : UINT64_C(0x180000000))
		      : (d->program ? 0x400000 : 0x10000000);
	LW_TRY(put_code(&text, d->machine, err));
	LW_TRY(make_tables(&m, err));
	add_section(&l, ".text", CODE, &text);
	add_section(&l, ".data", DATA, &m.data);
	add_section(&l, ".rsrc", RESOURCES, &m.resources);
	LW_TRY(lw_pe_room(&file, HEADERS, 1, &at, err));
	put_coff(&file, &m, &l);
	at = put_optional(&file, &m, &l);
	for (unsigned i = 0; i < l.n; i++)
		LW_TRY(put_section(&file, &l.sections[i], &at, err));
	*out = (struct lw_span){file.bytes.at, file.bytes.n};
	return true;
}
