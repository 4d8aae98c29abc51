/* SPDX-License-Identifier: Apache-2.0 */
#include "macho_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <openssl/sha.h>

#include "names/macho_numbers.h"

#define PAGE 256

/* A defect of a test, not of what is tested. */
static void wrong(const char *what, const char *name) {
	fprintf(stderr, "fixture: %s: %s\n", what, name);
	abort();
}

static uint64_t add(struct mx *m, const void *bytes, size_t n) {
	const uint64_t off = m->n;
	if (m->n + n > m->cap) {
		m->cap = 2 * (m->n + n);
		m->bytes = realloc(m->bytes, m->cap);
		if (m->bytes == NULL)
			wrong("out of memory", "");
	}
	if (n != 0)
		memcpy(m->bytes + m->n, bytes, n);
	m->n += n;
	return off;
}

static void align(struct mx *m, size_t to) {
	static const uint8_t zeros[4096];
	add(m, zeros, (to - m->n % to) % to);
}

static void add_uint(struct mx *m, unsigned size, bool big, uint64_t v) {
	uint8_t b[8];
	lw_store_uint(b, size, big, v);
	add(m, b, size);
}

static void mark(struct mx *m, const char *name, const struct lw_record *rec, bool is64, bool big) {
	if (m->n_marks == MX_MOST_MARKS)
		wrong("too many marks", name);
	struct mx_mark *x = &m->marks[m->n_marks++];
	snprintf(x->name, sizeof x->name, "%s", name);
	x->rec = rec;
	x->off = m->n;
	x->is64 = is64;
	x->big = big;
}

static void add_record(struct mx *m, const char *name, const struct lw_record *rec, bool is64, bool big,
		       const void *host) {
	uint8_t b[128];
	if (name != NULL)
		mark(m, name, rec, is64, big);
	lw_record_put(rec, b, is64, big, host);
	add(m, b, (size_t)lw_record_size(rec, is64));
}

const struct mx_mark *mx_find(const struct mx *m, const char *name) {
	for (size_t i = 0; i < m->n_marks; i++)
		if (strcmp(m->marks[i].name, name) == 0)
			return &m->marks[i];
	wrong("no such name", name);
	return NULL;
}

static const struct lw_field *find_field(const struct mx_mark *x, const char *field) {
	for (unsigned i = 0; x->rec != NULL && i < x->rec->n_fields; i++)
		if (strcmp(x->rec->fields[i].name, field) == 0)
			return &x->rec->fields[i];
	wrong("no such field", field);
	return NULL;
}

uint64_t mx_field_off(const struct mx *m, const char *name, const char *field) {
	const struct mx_mark *x = mx_find(m, name);
	const struct lw_field *f = find_field(x, field);
	return x->off + (x->is64 ? f->off64 : f->off32);
}

uint64_t mx_get(const struct mx *m, const char *name, const char *field) {
	const struct mx_mark *x = mx_find(m, name);
	const struct lw_field *f = find_field(x, field);
	bool ok = true;
	return lw_span_uint((struct lw_span){m->bytes, m->n}, mx_field_off(m, name, field),
			    x->is64 ? f->size64 : f->size32, x->big, &ok);
}

void mx_set(struct mx *m, const char *name, const char *field, uint64_t value) {
	const struct mx_mark *x = mx_find(m, name);
	const struct lw_field *f = find_field(x, field);
	lw_store_uint(m->bytes + mx_field_off(m, name, field), x->is64 ? f->size64 : f->size32, x->big, value);
}

void mx_cut(struct mx *m, size_t n) {
	m->bytes = realloc(m->bytes, n == 0 ? 1 : n);
	if (m->bytes == NULL)
		wrong("out of memory", "");
	m->n = m->cap = n;
}

void mx_free(struct mx *m) {
	free(m->bytes);
	memset(m, 0, sizeof *m);
}

void mx_flavour(struct mx_opts *o, unsigned which) {
	o->is64 = (which & 1) != 0;
	o->big = (which & 2) != 0;
}

/* Begins a command whose fixed part is the record; its own cmd and cmdsize come with end_command. */
static size_t command(struct mx *m, const char *name, uint32_t cmd, const struct lw_record *rec, bool is64,
		      const void *host) {
	const size_t at = m->n;
	add_record(m, name, rec, is64, m->big, host);
	lw_store_uint(m->bytes + at, 4, m->big, cmd);
	m->n_commands++;
	return at;
}

static void end_command(struct mx *m, size_t at) {
	align(m, m->is64 ? 8 : 4);
	lw_store_uint(m->bytes + at + 4, 4, m->big, m->n - at);
}

static void simple(struct mx *m, const char *name, uint32_t cmd, const struct lw_record *rec, const void *host) {
	end_command(m, command(m, name, cmd, rec, m->is64, host));
}

static void string_command(struct mx *m, const char *name, uint32_t cmd, const char *text) {
	const struct lw_raw_string s = {12};
	const size_t at = command(m, name, cmd, &lw_rec_string, m->is64, &s);
	add(m, text, strlen(text) + 1);
	end_command(m, at);
}

static void dylib(struct mx *m, const char *name, uint32_t cmd, const char *text, uint32_t current) {
	const struct lw_raw_dylib d = {24, 2, current, 0x10000};
	const size_t at = command(m, name, cmd, &lw_rec_dylib, m->is64, &d);
	add(m, text, strlen(text) + 1);
	end_command(m, at);
}

static void dylib_use(struct mx *m, const char *name, const char *text, uint32_t flags) {
	const struct lw_raw_dylib_use d = {28, DYLIB_USE_MARKER, 0x20300, 0x10000, flags};
	const size_t at = command(m, name, LC_LOAD_DYLIB, &lw_rec_dylib_use, m->is64, &d);
	add(m, text, strlen(text) + 1);
	end_command(m, at);
}

static void add_dylibs(struct mx *m) {
	dylib(m, "id", LC_ID_DYLIB, "@rpath/libfix.1.dylib", 0x10203);
	dylib(m, "dylib.1", LC_LOAD_DYLIB, "/usr/lib/libSystem.B.dylib", 0x5470000);
	dylib(m, "dylib.2", LC_LOAD_WEAK_DYLIB, "@rpath/libweak.dylib", 1);
	dylib(m, "dylib.3", LC_REEXPORT_DYLIB, "@loader_path/libre.dylib", 2);
	dylib(m, "dylib.4", LC_LOAD_UPWARD_DYLIB, "libup.dylib", 3);
	dylib(m, "dylib.5", LC_LAZY_LOAD_DYLIB, "liblazy.dylib", 4);
	dylib_use(m, "use.1", "libweaklate.dylib", DYLIB_USE_WEAK_LINK | DYLIB_USE_DELAYED_INIT);
	dylib_use(m, "use.2", "libre2.dylib", DYLIB_USE_REEXPORT | DYLIB_USE_DELAYED_INIT | DYLIB_USE_WEAK_LINK);
	dylib_use(m, "use.3", "liblate.dylib", DYLIB_USE_DELAYED_INIT);
}

static void add_strings(struct mx *m, const struct mx_opts *o) {
	string_command(m, "rpath.1", LC_RPATH, "@loader_path/../lib");
	string_command(m, "rpath.2", LC_RPATH, "/opt/lib");
	string_command(m, "rpath.3", LC_RPATH, "@loader_path/../lib");
	for (uint32_t i = 0; i < o->n_more_rpaths; i++)
		string_command(m, NULL, LC_RPATH, "/r");
	string_command(m, "dylinker", LC_LOAD_DYLINKER, "/usr/lib/dyld");
	string_command(m, "environment", LC_DYLD_ENVIRONMENT, "DYLD_LIBRARY_PATH=/e");
	string_command(m, "umbrella", LC_SUB_FRAMEWORK, "Um");
	string_command(m, "client", LC_SUB_CLIENT, "Cl");
	string_command(m, "sub_umbrella", LC_SUB_UMBRELLA, "Su");
	string_command(m, "sub_library", LC_SUB_LIBRARY, "libsu");
}

static void add_versions(struct mx *m) {
	static const uint8_t id[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
	const struct lw_raw_load uuid = {0, 0};
	size_t at = command(m, "uuid", LC_UUID, &lw_rec_load, m->is64, &uuid);
	add(m, id, sizeof id);
	end_command(m, at);
	const struct lw_raw_build build = {1, 0xb0000, 0xd0100, 2};
	const struct lw_raw_tool tools[] = {{3, 0x3340000}, {1, 0xe0000}};
	at = command(m, "build", LC_BUILD_VERSION, &lw_rec_build, m->is64, &build);
	for (unsigned i = 0; i < 2; i++)
		add_record(m, NULL, &lw_rec_tool, m->is64, m->big, &tools[i]);
	end_command(m, at);
	const struct lw_raw_version_min min = {0x90000, 0xa0000};
	simple(m, "version_min", LC_VERSION_MIN_IPHONEOS, &lw_rec_version_min, &min);
	const struct lw_raw_source_version source = {0x12345678};
	simple(m, "source_version", LC_SOURCE_VERSION, &lw_rec_source_version, &source);
	const struct lw_raw_encryption encryption = {0, 0, 1};
	simple(m, "encryption", m->is64 ? LC_ENCRYPTION_INFO_64 : LC_ENCRYPTION_INFO, &lw_rec_encryption, &encryption);
	at = command(m, "main", LC_MAIN, &lw_rec_load, m->is64, &uuid);
	add_uint(m, 8, m->big, 0);
	add_uint(m, 8, m->big, 0);
	end_command(m, at);
}

static void put_name(struct mx *m, uint64_t at, const char *text) {
	for (size_t i = 0; i < 16 && text[i] != '\0'; i++)
		m->bytes[at + i] = (uint8_t)text[i];
}

static void segment(struct mx *m, const char *name, const char *text, uint64_t n_sections) {
	const struct lw_raw_segment s = {0x1000, 0x4000, 0, 0, 5, 5, n_sections, 0};
	static const struct {
		const char *segment, *section;
	} sections[] = {{"__TEXT", "__text"}, {"__RESTRICT", "__restrict"}, {"__TEXT", "__sixteen_bytes_"}};
	const size_t at = command(m, name, m->is64 ? LC_SEGMENT_64 : LC_SEGMENT, &lw_rec_segment, m->is64, &s);
	put_name(m, at + 8, text);
	for (unsigned i = 0; i < n_sections; i++) {
		char row[16];
		const struct lw_raw_section x = {0x1000 + i, i, 0x100, 2, 0};
		snprintf(row, sizeof row, "section.%u", i);
		const size_t off = m->n;
		add_record(m, row, &lw_rec_section, m->is64, m->big, &x);
		put_name(m, off, sections[i].section);
		put_name(m, off + 16, sections[i].segment);
	}
	end_command(m, at);
}

static void add_tables(struct mx *m, const struct mx_opts *o) {
	const struct lw_raw_symtab symtab = {0};
	const struct lw_raw_dysymtab dysymtab = {.iextdefsym = 1, .nextdefsym = 2, .iundefsym = 3, .nundefsym = 4};
	const struct lw_raw_dyld_info info = {0};
	const struct lw_raw_linkedit part = {0, 0};
	simple(m, "symtab", LC_SYMTAB, &lw_rec_symtab, &symtab);
	if (!o->no_dysymtab)
		simple(m, "dysymtab", LC_DYSYMTAB, &lw_rec_dysymtab, &dysymtab);
	if (o->chained != 0) {
		simple(m, "chained", LC_DYLD_CHAINED_FIXUPS, &lw_rec_linkedit, &part);
		simple(m, "exports", LC_DYLD_EXPORTS_TRIE, &lw_rec_linkedit, &part);
	} else {
		simple(m, "dyld_info", LC_DYLD_INFO_ONLY, &lw_rec_dyld_info, &info);
	}
	if (!o->no_signature)
		simple(m, "code_signature", LC_CODE_SIGNATURE, &lw_rec_linkedit, &part);
}

/* A local one, two exported, four undefined. */
static void add_symbols(struct mx *m) {
	static const char strings[] = "\0_local\0_alpha\0_beta\0_one\0_two\0_three\0_four";
	const struct lw_raw_nlist list[] = {
		{1, 0x0e, 1, 0, 0x10},
		{8, 0x0f, 1, 0, 0x1000},
		{15, 0x0f, 1, N_WEAK_DEF, 0x2000},
		{21, 0x01, 0, 0x0100, 0},
		{26, 0x01, 0, 0xfe00 | N_WEAK_REF, 0},
		{31, 0x01, 0, 0x0200, 0},
		{38, 0x01, 0, 0xff00, 0},
	};
	align(m, 8);
	mx_set(m, "symtab", "symoff", m->n);
	mx_set(m, "symtab", "nsyms", 7);
	for (unsigned i = 0; i < 7; i++) {
		char row[16];
		snprintf(row, sizeof row, "sym.%u", i);
		add_record(m, row, &lw_rec_nlist, m->is64, m->big, &list[i]);
	}
	mx_set(m, "symtab", "stroff", m->n);
	mx_set(m, "symtab", "strsize", sizeof strings);
	mark(m, "strings", NULL, false, false);
	add(m, strings, sizeof strings);
}

static void add_trie(struct mx *m, const struct mx_opts *o) {
	static const uint8_t trie[] = {0, 1,  '_', 0,   5,    0,    3,   'a', 'l', 'p',  'h',  'a',
				       0, 26, 'b', 'e', 't',  'a',  0,   31,  'g', 'o',  'n',  'e',
				       0, 36, 3,   0,   0x80, 0x20, 0,   3,   4,   0x80, 0x40, 0,
				       9, 8,  1,   '_', 'o',  't',  'h', 'e', 'r', 0,    0};
	align(m, 8);
	const bool own = o->chained != 0;
	if (o->no_trie)
		return;
	mx_set(m, own ? "exports" : "dyld_info", own ? "dataoff" : "export_off", m->n);
	mx_set(m, own ? "exports" : "dyld_info", own ? "datasize" : "export_size", sizeof trie);
	mark(m, "trie", NULL, false, false);
	add(m, trie, sizeof trie);
	mark(m, "trie-end", NULL, false, false);
}

static void add_import(struct mx *m, unsigned format, int ordinal, bool weak, uint64_t name) {
	if (format == 3) {
		add_uint(m, 8, m->big, ((unsigned)ordinal & 0xffff) | (uint64_t)weak << 16 | name << 32);
		add_uint(m, 8, m->big, 7);
		return;
	}
	add_uint(m, 4, m->big, ((unsigned)ordinal & 0xff) | (uint64_t)weak << 8 | name << 9);
	if (format == 2)
		add_uint(m, 4, m->big, 7);
}

static void add_chained(struct mx *m, const struct mx_opts *o) {
	static const char names[] = "\0_one\0_two\0_three\0_four";
	static const unsigned sizes[] = {0, 4, 8, 16};
	if (o->chained == 0)
		return;
	align(m, 8);
	const uint64_t size = 4 * sizes[o->chained];
	const struct lw_raw_chained h = {0, 0, 28, 28 + size, 4, o->chained, 0};
	mx_set(m, "chained", "dataoff", m->n);
	mx_set(m, "chained", "datasize", 28 + size + sizeof names);
	add_record(m, "chained_header", &lw_rec_chained, m->is64, m->big, &h);
	mark(m, "imports", NULL, false, false);
	add_import(m, o->chained, 1, false, 1);
	add_import(m, o->chained, -2, true, 6);
	add_import(m, o->chained, -3, false, 11);
	add_import(m, o->chained, 240, false, 18);
	add(m, names, sizeof names);
}

static void add_program(struct mx *m, const char *name, const char *off, const char *size, const char *bytes,
			size_t n) {
	mx_set(m, "dyld_info", off, m->n);
	mx_set(m, "dyld_info", size, n);
	mark(m, name, NULL, false, false);
	add(m, bytes, n);
}

/* Each instruction occurs; what stands behind the end of the first program is none. */
static void add_binds(struct mx *m, const struct mx_opts *o) {
	static const char binds[] = "\x11\x40_one\0\x51\x72\x81\0\x90\x3e\x41_two\0\x90\x20\x80\x02\x60\x7f\x40_three\0"
				    "\xc0\x02\x08\x80\x10\x3f\x40_four\0\xb1\xa0\x08\xd0\x03\xd1\0\xe0";
	static const char lazy[] = "\x72\x08\x11\x40_one\0\x90\0\x72\x10\x12\x40_lazy\0\x90\0";
	static const char weak[] = "\x40_one\0\x90\x48_strong\0\x90\x40_weak\0\x90";
	if (!o->binds)
		return;
	add_program(m, "binds", "bind_off", "bind_size", binds, sizeof binds);
	add_program(m, "lazy_binds", "lazy_bind_off", "lazy_bind_size", lazy, sizeof lazy - 1);
	add_program(m, "weak_binds", "weak_bind_off", "weak_bind_size", weak, sizeof weak);
}

static void hash(unsigned type, const uint8_t *p, size_t n, uint8_t *out) {
	SHA_CTX one;
	SHA256_CTX two;
	SHA1_Init(&one);
	SHA256_Init(&two);
	SHA1_Update(&one, p, n);
	SHA256_Update(&two, p, n);
	if (type == CS_HASHTYPE_SHA1)
		SHA1_Final(out, &one);
	else
		SHA256_Final(out, &two);
}

/* Hashes are those of the file as it is now. */
static void add_directory(struct mx *m, const char *name, unsigned type, uint64_t limit) {
	const uint64_t n = (limit + PAGE - 1) / PAGE, size = type == CS_HASHTYPE_SHA1 ? 20 : 32, at = m->n;
	static const char names[] = "com.example.fix\0TEAM123456";
	const struct lw_raw_directory d = {.magic = CSMAGIC_CODEDIRECTORY,
					   .length = 88 + sizeof names + n * size,
					   .version = 0x20400,
					   .flags = LW_MACHO_CS_RUNTIME | LW_MACHO_CS_LIBRARY_VALIDATION,
					   .hashOffset = 88 + sizeof names,
					   .identOffset = 88,
					   .nCodeSlots = n,
					   .codeLimit = limit,
					   .hashSize = size,
					   .hashType = type,
					   .pageSize = 8};
	add_record(m, name, &lw_rec_directory, m->is64, true, &d);
	add_uint(m, 4, true, 0);
	add_uint(m, 4, true, 88 + 16);
	while (m->n < at + 88)
		add_uint(m, 4, true, 0);
	add(m, names, sizeof names);
	for (uint64_t i = 0; i < n; i++) {
		uint8_t out[32];
		const uint64_t off = i * PAGE;
		hash(type, m->bytes + off, (size_t)(limit - off < PAGE ? limit - off : PAGE), out);
		add(m, out, (size_t)size);
	}
}

static void begin_blob(struct mx *m, uint64_t sign, unsigned i, uint32_t type) {
	const struct lw_raw_blob_index index = {type, m->n - sign};
	lw_record_put(&lw_rec_blob_index, m->bytes + sign + 12 + 8 * i, false, true, &index);
}

static void add_text_blob(struct mx *m, const char *name, uint32_t magic, const char *text) {
	const struct lw_raw_blob b = {magic, 8 + strlen(text)};
	add_record(m, name, &lw_rec_blob, m->is64, true, &b);
	add(m, text, strlen(text));
}

static void add_signature(struct mx *m) {
	static const uint8_t index[4 * 8];
	align(m, 16);
	const uint64_t at = m->n, limit = m->n;
	const uint64_t n = (limit + PAGE - 1) / PAGE;
	const char *xml = "<?xml version=\"1.0\"?><!-- <dict> --><plist version=\"1.0\"><dict><key>"
			  "com.apple.security.cs.allow-dyld-environment-variables</key><true/><key>get-task-allow"
			  "</key><false/><key>a</key><dict><key>com.apple.security.cs.disable-library-validation"
			  "</key><true/></dict></dict></plist>";
	const uint64_t size = 12 + sizeof index + 2 * (88 + 27) + n * 52 + 8 + strlen(xml) + 8 + 4;
	/* These are hashed, so they come first. */
	mx_set(m, "code_signature", "dataoff", at);
	mx_set(m, "code_signature", "datasize", size);
	if (mx_find(m, "segment.1")->rec != NULL)
		mx_set(m, "segment.1", "filesize", at + size);
	const struct lw_raw_super_blob s = {CSMAGIC_EMBEDDED_SIGNATURE, size, 4};
	add_record(m, "super_blob", &lw_rec_super_blob, m->is64, true, &s);
	add(m, index, sizeof index);
	begin_blob(m, at, 0, 0);
	add_directory(m, "directory.0", CS_HASHTYPE_SHA1, limit);
	begin_blob(m, at, 1, CSSLOT_ENTITLEMENTS);
	add_text_blob(m, "entitlements", CSMAGIC_EMBEDDED_ENTITLEMENTS, xml);
	begin_blob(m, at, 2, CSSLOT_ALTERNATE);
	add_directory(m, "directory.1", CS_HASHTYPE_SHA256, limit);
	begin_blob(m, at, 3, CSSLOT_SIGNATURE);
	add_text_blob(m, "cms", CSMAGIC_BLOBWRAPPER, "CMS!");
	if (m->n != at + size)
		wrong("the size of the signature", "");
}

void mx_make(struct mx *m, const struct mx_opts *o) {
	memset(m, 0, sizeof *m);
	m->is64 = o->is64;
	m->big = o->big;
	const struct lw_macho_header h = {.magic = o->is64 ? MH_MAGIC_64 : MH_MAGIC,
					  .cputype = o->cputype != 0 ? o->cputype
								     : (o->is64 ? CPU_TYPE_X86_64 : CPU_TYPE_I386),
					  .cpusubtype = o->cputype != 0 ? o->cpusubtype : 3,
					  .filetype = o->type == 0 ? MH_EXECUTE : o->type,
					  .flags = o->flat ? 4 : MH_TWOLEVEL | 4};
	add_record(m, "header", &lw_rec_mach_header, m->is64, m->big, &h);
	const size_t first = m->n;
	segment(m, "segment.0", "__TEXT", 3);
	segment(m, "segment.1", "__LINKEDIT", 0);
	add_dylibs(m);
	add_strings(m, o);
	add_versions(m);
	add_tables(m, o);
	mark(m, "commands-end", NULL, false, false);
	mx_set(m, "header", "ncmds", m->n_commands);
	mx_set(m, "header", "sizeofcmds", m->n - first);
	add_symbols(m);
	add_trie(m, o);
	add_chained(m, o);
	add_binds(m, o);
	mx_set(m, "segment.1", "filesize", m->n);
	if (!o->no_signature)
		add_signature(m);
	mx_cut(m, m->n);
}

void mx_make_fat(struct mx *m, const struct mx *slices, size_t n, bool is64) {
	memset(m, 0, sizeof *m);
	const struct lw_raw_fat h = {is64 ? FAT_MAGIC_64 : FAT_MAGIC, n};
	add_record(m, "fat", &lw_rec_fat, is64, true, &h);
	for (size_t i = 0; i < n; i++) {
		char name[32];
		const struct lw_raw_fat_arch e = {mx_get(&slices[i], "header", "cputype"),
						  mx_get(&slices[i], "header", "cpusubtype"), 0, slices[i].n, 12};
		snprintf(name, sizeof name, "slice.%zu", i);
		add_record(m, name, &lw_rec_fat_arch, is64, true, &e);
	}
	for (size_t i = 0; i < n; i++) {
		char name[32];
		align(m, 4096);
		snprintf(name, sizeof name, "slice.%zu", i);
		mx_set(m, name, "offset", m->n);
		add(m, slices[i].bytes, slices[i].n);
	}
	mx_cut(m, m->n);
}

const struct lw_image *mx_parse(const struct mx *m, struct mx_parsed *p) {
	memset(p, 0, sizeof *p);
	lw_source_of_memory(&p->src, (struct lw_span){m->bytes, m->n});
	if (lw_macho_parse(&p->src, &p->a, &p->all, &p->err))
		p->img = p->all.at[0];
	return p->img;
}

void mx_parsed_free(struct mx_parsed *p) {
	lw_arena_free(&p->a);
}

enum lw_code mx_damage(const struct mx_parsed *p) {
	return p->img == NULL || p->img->damage == NULL ? LW_E_OK : p->img->damage->code;
}

static size_t length_of(const char *s) {
	return s == NULL ? 0 : strlen(s);
}

static size_t touch_list(const struct lw_entry_text *list, uint32_t n) {
	size_t sum = 0;
	for (uint32_t i = 0; i < n; i++)
		sum += length_of(list[i].text);
	return sum;
}

static size_t touch_image(const struct lw_image *img) {
	const struct lw_macho *m = img->macho;
	size_t n = length_of(img->soname.text) + length_of(img->interp) + length_of(m->umbrella.text);
	for (uint32_t i = 0; i < img->n_needs; i++)
		n += strlen(img->needs[i].name) + m->dylibs[i].current;
	for (uint32_t i = 0; i < img->n_build_id; i++)
		n += img->build_id[i];
	for (uint32_t i = 0; i < m->n_builds; i++)
		for (uint32_t k = 0; k < m->builds[i].n_tools; k++)
			n += m->builds[i].tools[k].tool;
	for (uint32_t i = 0; i < m->n_segments; i++)
		n += strlen(m->segments[i].name) + m->segments[i].n_sections;
	for (uint32_t i = 0; i < m->n_sections; i++)
		n += strlen(m->sections[i].name) + strlen(m->sections[i].segment);
	for (uint32_t i = 0; i < m->signature.n_directories; i++)
		n += length_of(m->signature.directories[i].identifier) + length_of(m->signature.directories[i].team);
	n += touch_list(m->rpaths, m->n_rpaths) + touch_list(m->environment, m->n_environment) +
		touch_list(m->clients, m->n_clients) + touch_list(m->sub_umbrellas, m->n_sub_umbrellas) +
		touch_list(m->sub_libraries, m->n_sub_libraries);
	return n + (img->damage == NULL ? 0 : strlen(img->damage->text));
}

size_t mx_touch(struct mx_parsed *p) {
	size_t sum = 0;
	for (uint32_t i = 0; i < p->all.n; i++) {
		const struct lw_macho_symbol *s;
		struct lw_error err = {0};
		struct lw_macho_check check;
		size_t n;
		sum += touch_image(p->all.at[i]);
		if (lw_macho_symbols(&p->src, p->all.at[i], &p->a, &s, &n, &err))
			for (size_t k = 0; k < n; k++)
				sum += strlen(s[k].name) + length_of(s[k].other_name);
		lw_error_clear(&err);
		if (lw_macho_check_signature(&p->src, p->all.at[i], &check, &err))
			sum += check.n;
	}
	return sum;
}
