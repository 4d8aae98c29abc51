/* SPDX-License-Identifier: Apache-2.0 */
#include "pe_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PE_OFF 0x80
#define HEADERS 0x400
#define TEXT_RVA 0x1000
#define RSRC_RVA 0x4000
#define BSS_RVA 0x5000
#define IMAGE_SIZE 0x7000
#define HERE(f) ((f)->n + (f)->delta)

/* A defect of a test, not of what is tested. */
static void wrong(const char *what, const char *name) {
	fprintf(stderr, "fixture: %s: %s\n", what, name);
	abort();
}

static void *grown(void *p, size_t n) {
	p = realloc(p, n == 0 ? 1 : n);
	if (p == NULL)
		wrong("out of memory", "");
	return p;
}

static void mark(struct px *f, const char *name, const struct lw_record *rec, uint64_t off) {
	if (f->n_marks == PX_MOST_MARKS)
		wrong("too many marks", name);
	struct px_mark *m = &f->marks[f->n_marks++];
	snprintf(m->name, sizeof m->name, "%s", name);
	m->rec = rec;
	m->off = off;
}

/* The RVA of what was added. */
static uint64_t add(struct px *f, const void *bytes, size_t n) {
	const uint64_t at = HERE(f);
	if (f->n + n > f->cap) {
		f->cap = 2 * (f->n + n);
		f->bytes = grown(f->bytes, f->cap);
	}
	if (bytes == NULL)
		memset(f->bytes + f->n, 0, n);
	else
		memcpy(f->bytes + f->n, bytes, n);
	f->n += n;
	return at;
}

static void align(struct px *f, size_t to) {
	add(f, NULL, (to - f->n % to) % to);
}

static uint64_t add_uint(struct px *f, unsigned size, uint64_t v) {
	uint8_t b[8];
	lw_store_uint(b, size, false, v);
	return add(f, b, size);
}

static uint64_t add_text(struct px *f, const char *text) {
	return add(f, text, strlen(text) + 1);
}

/* name is NULL for one that no test asks for. */
static uint64_t add_record(struct px *f, const char *name, const struct lw_record *rec, const void *host) {
	uint8_t b[UINT8_MAX];
	if (name != NULL)
		mark(f, name, rec, f->n);
	lw_record_put(rec, b, f->is64, false, host);
	return add(f, b, (size_t)lw_record_size(rec, f->is64));
}

static void put_record(struct px *f, const char *name, const struct lw_record *rec, uint64_t off, const void *host) {
	mark(f, name, rec, off);
	lw_record_put(rec, f->bytes + off, f->is64, false, host);
}

static void set_dir(struct px *f, unsigned index, uint64_t rva) {
	f->dirs[index] = (struct lw_pe_directory){rva, HERE(f) - rva};
}

static uint64_t image_base(const struct px *f) {
	return f->is64 ? PX_BASE64 : PX_BASE32;
}

/* Words of a thunk array, with the 0 behind them. */
static uint64_t add_thunks(struct px *f, const char *name, const uint64_t *words, size_t n) {
	align(f, 8);
	const uint64_t at = HERE(f);
	if (name != NULL)
		mark(f, name, NULL, f->n);
	for (size_t i = 0; i <= n; i++)
		add_uint(f, f->is64 ? 8 : 4, i == n ? 0 : words[i]);
	return at;
}

static uint64_t hint_name(struct px *f, uint16_t hint, const char *name) {
	align(f, 2);
	const uint64_t at = add_uint(f, 2, hint);
	add_text(f, name);
	return at;
}

static uint64_t ordinal(const struct px *f, uint64_t n) {
	return n | (f->is64 ? UINT64_C(1) << 63 : UINT64_C(1) << 31);
}

static void add_imports(struct px *f) {
	const uint64_t first[] = {hint_name(f, 3, "Sleep"), ordinal(f, 17)},
		       second[] = {hint_name(f, 9, "MessageBoxA")};
	const struct lw_raw_pe_import list[] = {
		{add_thunks(f, "names.0", first, 2), 0xffffffff, 0, add_text(f, "KERNEL32.dll"),
		 add_thunks(f, "addresses.0", first, 2)},
		/* As old linkers do it: one array. */
		{0, 0, 0, add_text(f, "user32.dll"), add_thunks(f, "names.1", second, 1)},
		{0, 0, 0, add_text(f, "unused.dll"), add_thunks(f, NULL, NULL, 0)},
		{0},
	};
	align(f, 4);
	const uint64_t at = HERE(f);
	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		char name[16];
		snprintf(name, sizeof name, "import.%zu", i);
		add_record(f, name, &lw_rec_pe_import, &list[i]);
	}
	set_dir(f, LW_PE_IMPORT, at);
}

/* The old form has addresses; no linker for 64 bit files knew it. */
static void add_delays(struct px *f) {
	const uint64_t base = image_base(f), words[] = {hint_name(f, 0, "lazy"), ordinal(f, 5)},
		       old[] = {base + hint_name(f, 1, "ancient")};
	const struct lw_raw_pe_delay list[] = {
		{1, add_text(f, "late.dll"), 0, add_thunks(f, NULL, words, 2), add_thunks(f, "delay.names", words, 2),
		 0, 0, 0},
		{0, base + add_text(f, "old.dll"), 0, base + add_thunks(f, NULL, old, 1),
		 base + add_thunks(f, NULL, old, 1), 0, 0, 0},
		{0},
	};
	align(f, 4);
	const uint64_t at = HERE(f);
	add_record(f, "delay.0", &lw_rec_pe_delay, &list[0]);
	if (!f->is64)
		add_record(f, "delay.1", &lw_rec_pe_delay, &list[1]);
	add_record(f, NULL, &lw_rec_pe_delay, &list[2]);
	set_dir(f, LW_PE_DELAY_IMPORT, at);
}

static void add_bounds(struct px *f) {
	const struct lw_raw_pe_bound list[] = {{0x11, 24, 1}, {0x22, 37, 0}, {0}};
	align(f, 4);
	const uint64_t at = HERE(f);
	add_record(f, "bound.0", &lw_rec_pe_bound, &list[0]);
	add_record(f, "bound.1", &lw_rec_pe_bound, &list[1]);
	add_record(f, NULL, &lw_rec_pe_bound, &list[2]);
	add_text(f, "KERNEL32.dll");
	add_text(f, "NTDLL.DLL");
	set_dir(f, LW_PE_BOUND_IMPORT, at);
}

/* Addresses 5 to 9: here, forwarded, none, here without a name, forwarded by ordinal. */
static void add_exports(struct px *f) {
	align(f, 4);
	const uint64_t at = HERE(f), after = at + lw_record_size(&lw_rec_pe_export, f->is64);
	const uint64_t functions = after, names = functions + 20, ordinals = names + 12, text = ordinals + 8;
	const char *const strings[] = {"fixture.dll", "alpha", "beta", "gamma", "NTDLL.RtlSleep", "KERNEL32.#12"};
	uint64_t where[6], next = text;
	for (size_t i = 0; i < 6; i++) {
		where[i] = next;
		next += strlen(strings[i]) + 1;
	}
	const struct lw_raw_pe_export x = {0, where[0], 5, 5, 3, functions, names, ordinals};
	const uint64_t addresses[] = {TEXT_RVA, where[4], 0, TEXT_RVA + 4, where[5]};
	const uint16_t indices[] = {0, 1, 4, 0};
	add_record(f, "export", &lw_rec_pe_export, &x);
	mark(f, "export.functions", NULL, f->n);
	for (size_t i = 0; i < 5; i++)
		add_uint(f, 4, addresses[i]);
	mark(f, "export.names", NULL, f->n);
	for (size_t i = 0; i < 3; i++)
		add_uint(f, 4, where[1 + i]);
	mark(f, "export.ordinals", NULL, f->n);
	for (size_t i = 0; i < 4; i++)
		add_uint(f, 2, indices[i]);
	for (size_t i = 0; i < 6; i++)
		add_text(f, strings[i]);
	set_dir(f, LW_PE_EXPORT, at);
}

static void add_codeview(struct px *f) {
	const uint64_t rva = HERE(f), off = f->n;
	mark(f, "codeview", NULL, f->n);
	add(f, "RSDS", 4);
	add(f, "0123456789abcdef", 16);
	add_uint(f, 4, 2);
	add_text(f, "C:\\fixture.pdb");
	const struct lw_raw_pe_debug d[] = {{0, 16, 0, 0, 0}, {0, 2, HERE(f) - rva, rva, off}};
	align(f, 4);
	const uint64_t at = HERE(f);
	add_record(f, "debug.0", &lw_rec_pe_debug, &d[0]);
	add_record(f, "debug.1", &lw_rec_pe_debug, &d[1]);
	set_dir(f, LW_PE_DEBUG, at);
}

static void add_parts(struct px *f) {
	const struct lw_raw_pe_load_config config = {lw_record_size(&lw_rec_pe_load_config, f->is64), 0x800, 0x10500,
						     0};
	const struct lw_raw_pe_clr clr = {72, 2, 5, 1};
	align(f, 8);
	set_dir(f, LW_PE_LOAD_CONFIG, add_record(f, "load_config", &lw_rec_pe_load_config, &config));
	set_dir(f, LW_PE_CLR, add_record(f, "clr", &lw_rec_pe_clr, &clr));
	set_dir(f, LW_PE_TLS, add(f, NULL, 40));
	add_codeview(f);
}

static void add_resource_level(struct px *f, const char *name, uint64_t id, uint64_t offset) {
	const struct lw_raw_pe_resource_directory dir = {0, 1};
	const struct lw_raw_pe_resource_entry entry = {id, offset};
	char text[32];
	snprintf(text, sizeof text, "%s.dir", name);
	add_record(f, text, &lw_rec_pe_resource_directory, &dir);
	add_record(f, name, &lw_rec_pe_resource_entry, &entry);
}

/* Three levels of 24 bytes, the data's entry of 16, the text. */
static void add_resources(struct px *f) {
	const struct lw_raw_pe_resource_data data = {RSRC_RVA + 88, strlen(PX_MANIFEST)};
	add_resource_level(f, "resource.type", 24, 0x80000000u + 24);
	add_resource_level(f, "resource.id", 2, 0x80000000u + 48);
	add_resource_level(f, "resource.language", 0x409, 72);
	add_record(f, "resource.data", &lw_rec_pe_resource_data, &data);
	add_text(f, PX_MANIFEST);
	set_dir(f, LW_PE_RESOURCE, RSRC_RVA);
}

static void put_section(struct px *f, unsigned i, uint64_t off, const char *name, struct lw_pe_section_header h) {
	char text[32];
	snprintf(text, sizeof text, "section.%u", i);
	off += i * lw_record_size(&lw_rec_pe_section, f->is64);
	put_record(f, text, &lw_rec_pe_section, off, &h);
	memcpy(f->bytes + off, name, strlen(name));
}

static void put_headers(struct px *f, uint64_t rsrc_off, uint64_t end) {
	const uint64_t opt = PE_OFF + 4 + lw_record_size(&lw_rec_pe_coff, f->is64),
		       dirs = opt + lw_record_size(&lw_rec_pe_optional, f->is64),
		       sections = dirs + 8 * LW_PE_DIRECTORIES;
	const struct lw_raw_pe_dos dos = {0x5a4d, 0x40, PE_OFF};
	const struct lw_pe_coff coff = {f->is64 ? 0x8664 : 0x14c, 3, 0x12345678, 0, 0, sections - opt, 0x2022};
	const struct lw_pe_optional o = {f->is64 ? 0x20b : 0x10b,
					 TEXT_RVA,
					 image_base(f),
					 0x1000,
					 0x200,
					 6,
					 1,
					 6,
					 2,
					 IMAGE_SIZE,
					 HEADERS,
					 0xabcd,
					 3,
					 0x160,
					 LW_PE_DIRECTORIES};
	put_record(f, "dos", &lw_rec_pe_dos, 0, &dos);
	memcpy(f->bytes + PE_OFF, "PE\0", 4);
	put_record(f, "coff", &lw_rec_pe_coff, PE_OFF + 4, &coff);
	put_record(f, "optional", &lw_rec_pe_optional, opt, &o);
	for (unsigned i = 0; i < LW_PE_DIRECTORIES; i++) {
		char name[16];
		snprintf(name, sizeof name, "dir.%u", i);
		put_record(f, name, &lw_rec_pe_directory, dirs + 8 * i, &f->dirs[i]);
	}
	put_section(
		f, 0, sections, ".rdata",
		(struct lw_pe_section_header){rsrc_off - HEADERS, TEXT_RVA, rsrc_off - HEADERS, HEADERS, 0x40000040});
	put_section(f, 1, sections, ".rsrc",
		    (struct lw_pe_section_header){end - rsrc_off, RSRC_RVA, end - rsrc_off, rsrc_off, 0x40000040});
	put_section(f, 2, sections, "longname", (struct lw_pe_section_header){0x1234, BSS_RVA, 0, 0, 0xc0000080});
}

void px_make(struct px *f, bool is64) {
	memset(f, 0, sizeof *f);
	f->is64 = is64;
	add(f, NULL, HEADERS);
	f->delta = TEXT_RVA - HEADERS;
	add(f, "\xc3\x90\x90\x90\xc3\x90\x90\x90", 8);
	add_imports(f);
	add_delays(f);
	add_bounds(f);
	add_exports(f);
	add_parts(f);
	align(f, 0x200);
	const uint64_t rsrc = f->n;
	f->delta = RSRC_RVA - rsrc;
	add_resources(f);
	align(f, 0x200);
	const uint64_t end = f->n;
	mark(f, "overlay", NULL, f->n);
	add(f, "overlay!", 8);
	f->dirs[LW_PE_CERTIFICATE] = (struct lw_pe_directory){f->n, 16};
	add_uint(f, 8, 16);
	add_uint(f, 8, 0);
	put_headers(f, rsrc, end);
	px_cut(f, f->n);
}

void px_free(struct px *f) {
	free(f->bytes);
	memset(f, 0, sizeof *f);
}

const struct px_mark *px_find(const struct px *f, const char *name) {
	for (size_t i = 0; i < f->n_marks; i++)
		if (strcmp(f->marks[i].name, name) == 0)
			return &f->marks[i];
	wrong("no such name", name);
	return NULL;
}

static const struct lw_field *find_field(const struct px_mark *m, const char *field) {
	for (unsigned i = 0; m->rec != NULL && i < m->rec->n_fields; i++)
		if (strcmp(m->rec->fields[i].name, field) == 0)
			return &m->rec->fields[i];
	wrong("no such field", field);
	return NULL;
}

uint64_t px_field_off(const struct px *f, const char *name, const char *field) {
	const struct px_mark *m = px_find(f, name);
	const struct lw_field *x = find_field(m, field);
	return m->off + (f->is64 ? x->off64 : x->off32);
}

uint64_t px_get(const struct px *f, const char *name, const char *field) {
	const struct lw_field *x = find_field(px_find(f, name), field);
	bool ok = true;
	return lw_span_uint((struct lw_span){f->bytes, f->n}, px_field_off(f, name, field),
			    f->is64 ? x->size64 : x->size32, false, &ok);
}

void px_set(struct px *f, const char *name, const char *field, uint64_t value) {
	const struct lw_field *x = find_field(px_find(f, name), field);
	lw_store_uint(f->bytes + px_field_off(f, name, field), f->is64 ? x->size64 : x->size32, false, value);
}

void px_poke(struct px *f, const char *name, uint64_t off, unsigned size, uint64_t value) {
	lw_store_uint(f->bytes + px_find(f, name)->off + off, size, false, value);
}

void px_cut(struct px *f, size_t n) {
	f->bytes = grown(f->bytes, n);
	f->n = n;
}

const struct lw_image *px_parse(const struct px *f, struct px_parsed *p) {
	memset(p, 0, sizeof *p);
	lw_source_of_memory(&p->src, (struct lw_span){f->bytes, f->n});
	if (!lw_pe_parse(&p->src, &p->a, &p->img, &p->err))
		p->img = NULL;
	return p->img;
}

void px_parsed_free(struct px_parsed *p) {
	lw_arena_free(&p->a);
}

enum lw_code px_damage(const struct px_parsed *p) {
	return p->img->damage == NULL ? LW_E_OK : p->img->damage->code;
}
