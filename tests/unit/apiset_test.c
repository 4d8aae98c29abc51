/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/utf16.h"
#include "format/apiset.h"
#include "format/apiset_records.h"
#include "pe_fixture.h"

/* A map in the making: records go to its beginning, names behind them. */
struct maker {
	uint8_t bytes[2048];
	uint64_t n;
	const struct lw_apiset_schema *schema;
};

static uint64_t add_name(struct maker *m, const char *text, uint64_t *len) {
	const uint64_t at = m->n;
	*len = text == NULL ? 0 : 2 * strlen(text);
	for (uint64_t i = 0; i < *len; i++)
		m->bytes[m->n++] = i % 2 == 0 ? (uint8_t)text[i / 2] : 0;
	return at;
}

struct host {
	const char *importer, *host;
};

static uint64_t add_hosts(struct maker *m, const struct host *hosts, uint64_t n) {
	const uint64_t head = m->schema->values == NULL ? 0 : lw_record_size(m->schema->values, true),
		       size = lw_record_size(m->schema->value, true), at = m->n;
	const struct lw_raw_apiset_values list = {n};
	m->n += head + n * size;
	if (head != 0)
		lw_record_put(m->schema->values, m->bytes + at, true, false, &list);
	for (uint64_t i = 0; i < n; i++) {
		struct lw_raw_apiset_value v;
		v.name_off = add_name(m, hosts[i].importer, &v.name_len);
		v.value_off = add_name(m, hosts[i].host, &v.value_len);
		lw_record_put(m->schema->value, m->bytes + at + head + i * size, true, false, &v);
	}
	return at;
}

static const struct host console[] = {{NULL, "kernelbase.dll"}, {"kernel32.dll", "base2.dll"}};
static const struct host nobody[] = {{NULL, NULL}};

static void put_entry(struct maker *m, unsigned i, uint64_t flags, const char *name, const struct host *hosts,
		      uint64_t n) {
	struct lw_raw_apiset_entry e = {.flags = flags, .values_count = n};
	e.name_off = add_name(m, name, &e.name_len);
	e.values_off = add_hosts(m, hosts, n);
	lw_record_put(m->schema->entry,
		      m->bytes + lw_record_size(m->schema->head, true) + i * lw_record_size(m->schema->entry, true),
		      true, false, &e);
}

static void make(struct maker *m, uint32_t version) {
	*m = (struct maker){.schema = lw_apiset_schema_of(version)};
	const uint64_t head = lw_record_size(m->schema->head, true);
	const struct lw_raw_apiset_head h = {version, 3, head};
	const bool old = m->schema->without_prefix;
	m->n = head + 3 * lw_record_size(m->schema->entry, true);
	lw_record_put(m->schema->head, m->bytes, true, false, &h);
	put_entry(m, 0, 0, old ? "ms-win-core-Console-l1-1-0" : "api-ms-win-core-Console-l1-1-0", console, 2);
	put_entry(m, 1, 2, old ? "ms-win-nothing-l1-1-0" : "ext-ms-win-nothing-l1-1-0", nobody, 1);
	put_entry(m, 2, 0, old ? "ms-win-empty-l1-1-0" : "api-ms-win-empty-l1-1-0", NULL, 0);
}

struct parsed {
	struct lw_arena a;
	struct lw_error err;
	struct lw_apiset *set; /* NULL: refused */
};

static void parse_map(struct parsed *p, const uint8_t *bytes, size_t n) {
	uint8_t *copy = malloc(n == 0 ? 1 : n);
	memset(p, 0, sizeof *p);
	assert_non_null(copy);
	memcpy(copy, bytes, n);
	const bool ok = lw_apiset_parse_map((struct lw_span){copy, n}, 0x1000, &p->a, &p->set, &p->err);
	assert_int_equal(ok, p->set != NULL);
	assert_int_equal(ok, p->err.code == LW_E_OK);
	free(copy);
}

static void check_host(const struct lw_apiset *set, const char *library, const char *importer, const char *host) {
	const struct lw_apiset_contract *c = lw_apiset_find(set, library);
	assert_non_null(c);
	const char *found = lw_apiset_host(c, importer);
	assert_int_equal(found == NULL, host == NULL);
	if (host != NULL)
		assert_string_equal(found, host);
}

static void check_set(const struct lw_apiset *set) {
	check_host(set, "api-ms-win-core-console-l1-1-0.dll", NULL, "kernelbase.dll");
	check_host(set, "API-MS-Win-Core-Console-L1-1-7.DLL", "other.exe", "kernelbase.dll");
	check_host(set, "api-ms-win-core-console-l1-1-0", "KERNEL32.DLL", "base2.dll");
	check_host(set, "ext-ms-win-nothing-l1-1-3.dll", NULL, NULL);
	check_host(set, "api-ms-win-empty-l1-1-0.dll", NULL, NULL);
	assert_null(lw_apiset_find(set, "api-ms-win-core-console-l1-2-0.dll"));
	assert_null(lw_apiset_find(set, "kernel32.dll"));
	assert_null(lw_apiset_find(set, "api-"));
	assert_null(lw_apiset_find(set, ""));
}

static void each_version(void **state) {
	(void)state;
	for (uint32_t version = 2; version <= 6; version += 2) {
		struct maker m;
		struct parsed p;
		make(&m, version);
		parse_map(&p, m.bytes, m.n);
		if (p.set == NULL)
			fail_msg("%s", p.err.text);
		assert_int_equal(p.set->version, version);
		assert_int_equal(p.set->n_contracts, 3);
		assert_string_equal(p.set->contracts[0].name, "api-ms-win-core-Console-l1-1-0");
		check_set(p.set);
		lw_arena_free(&p.a);
	}
}

static void damage(void **state) {
	(void)state;
	static const uint8_t values[] = {0, 1, 0x7f, 0xff};
	for (uint32_t version = 2; version <= 6; version += 2) {
		struct maker m;
		struct parsed p;
		make(&m, version);
		for (size_t n = 0; n < m.n; n++) {
			parse_map(&p, m.bytes, n);
			lw_arena_free(&p.a);
			for (size_t v = 0; v < sizeof values; v++) {
				const uint8_t was = m.bytes[n];
				m.bytes[n] = values[v];
				parse_map(&p, m.bytes, m.n);
				lw_arena_free(&p.a);
				m.bytes[n] = was;
			}
		}
	}
}

static void check_refused(const struct maker *m, size_t n, enum lw_code code, uint64_t off, const char *words) {
	struct parsed p;
	parse_map(&p, m->bytes, n);
	assert_null(p.set);
	assert_int_equal(p.err.code, code);
	assert_int_equal(p.err.off, off);
	if (strstr(p.err.text, words) == NULL)
		fail_msg("%s", p.err.text);
	lw_arena_free(&p.a);
}

static void named_defects(void **state) {
	(void)state;
	struct maker m;
	make(&m, 6);
	check_refused(&m, 3, LW_E_TRUNCATED, 0x1000, "has no version");
	check_refused(&m, 20, LW_E_TRUNCATED, 0x1000, "an API set map lies past the end");
	m.bytes[0] = 5;
	check_refused(&m, m.n, LW_E_UNSUPPORTED, 0x1000, "version 5, and only 2, 4 and 6");
	m.bytes[0] = 6;
	lw_store_uint(m.bytes + 12, 4, false, UINT32_MAX);
	check_refused(&m, m.n, LW_E_MALFORMED, 0x1000, "4294967295 API sets");
	lw_store_uint(m.bytes + 12, 4, false, 3);
	lw_store_uint(m.bytes + 28 + 4, 4, false, UINT32_MAX);
	check_refused(&m, m.n, LW_E_MALFORMED, 0x1000 + 28, "a name lies at 0xffffffff");
	lw_store_uint(m.bytes + 28 + 8, 4, false, UINT32_MAX);
	check_refused(&m, m.n, LW_E_LIMIT, 0x1000 + 28, "a name has 4294967295 bytes");
	lw_store_uint(m.bytes + 28 + 8, 4, false, 0);
	check_refused(&m, m.n, LW_E_MALFORMED, 0x1000 + 28, "an API set has no name");
	make(&m, 6);
	lw_store_uint(m.bytes + 28 + 20, 4, false, UINT32_MAX);
	check_refused(&m, m.n, LW_E_LIMIT, 0x1000 + 28, "more than 16384 hosts");
}

/* The second section of the fixture becomes that of a schema. */
static void from_the_library(void **state) {
	(void)state;
	struct px f;
	struct px_parsed p = {0};
	struct maker m;
	struct lw_apiset *set;
	make(&m, 6);
	px_make(&f, true);
	lw_source_of_memory(&p.src, (struct lw_span){f.bytes, f.n});
	assert_false(lw_apiset_parse_dll(&p.src, &p.a, &set, &p.err));
	assert_int_equal(p.err.code, LW_E_NOT_FOUND);
	lw_error_clear(&p.err);
	const uint64_t at = f.n;
	f.bytes = realloc(f.bytes, at + m.n);
	assert_non_null(f.bytes);
	f.n += m.n;
	memcpy(f.bytes + at, m.bytes, m.n);
	memcpy(f.bytes + px_find(&f, "section.1")->off, ".apiset", 8);
	px_set(&f, "section.1", "pointer_to_raw_data", at);
	px_set(&f, "section.1", "size_of_raw_data", m.n);
	lw_source_of_memory(&p.src, (struct lw_span){f.bytes, f.n});
	assert_true(lw_apiset_parse_dll(&p.src, &p.a, &set, &p.err));
	check_set(set);
	px_parsed_free(&p);
	px_free(&f);
}

static void parse_text(struct parsed *p, const char *text) {
	memset(p, 0, sizeof *p);
	const bool ok =
		lw_apiset_parse_text((struct lw_span){(const uint8_t *)text, strlen(text)}, &p->a, &p->set, &p->err);
	assert_int_equal(ok, p->set != NULL);
}

static void from_text(void **state) {
	(void)state;
	struct parsed p;
	parse_text(&p,
		   "# a map\r\n\n"
		   "api-ms-win-core-console-l1-1-0 = kernelbase.dll, kernel32.dll : base2.dll\r\n"
		   "ext-ms-win-nothing-l1-1-0.dll=x:y # only for one\n"
		   "\tapi-ms-win-empty-l1-1-0 = z.dll");
	assert_non_null(p.set);
	assert_int_equal(p.set->version, 0);
	check_host(p.set, "api-ms-win-core-console-l1-1-9.dll", "a.dll", "kernelbase.dll");
	check_host(p.set, "api-ms-win-core-console-l1-1-9.dll", "Kernel32.DLL", "base2.dll");
	check_host(p.set, "ext-ms-win-nothing-l1-1-0.dll", "a", NULL);
	check_host(p.set, "ext-ms-win-nothing-l1-1-0.dll", "X", "y");
	check_host(p.set, "api-ms-win-empty-l1-1-0", NULL, "z.dll");
	lw_arena_free(&p.a);
	parse_text(&p, "");
	assert_non_null(p.set);
	lw_arena_free(&p.a);
}

static void nothing_hosts_it(void **state) {
	(void)state;
	struct parsed p;
	parse_text(&p, "api-x-l1-1-0 = \"\", a.dll:b.dll\napi-y-l1-1-0 = z.dll, a.dll:\"\"\n");
	assert_non_null(p.set);
	check_host(p.set, "api-x-l1-1-0.dll", NULL, NULL);
	check_host(p.set, "api-x-l1-1-0.dll", "A.DLL", "b.dll");
	check_host(p.set, "api-y-l1-1-0.dll", "other.dll", "z.dll");
	check_host(p.set, "api-y-l1-1-0.dll", "a.dll", NULL);
	lw_arena_free(&p.a);
}

static void bad_text(void **state) {
	(void)state;
	static const struct {
		const char *text, *words;
		uint64_t off;
	} rows[] = {
		{"# x\napi-x\n", "line 2 is not \"contract = host", 4},
		{"api-x = \n", "line 1: a name is missing", 0},
		{"api-x = a,,b\n", "line 1: a name is missing", 0},
		{"api-x = a, :b\n", "line 1: a name is missing", 0},
		{"\n\n= a\n", "line 3: a name is missing", 2},
		{"kernel32 = a\n", "line 1: the name of a contract begins with", 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct parsed p;
		parse_text(&p, rows[i].text);
		assert_null(p.set);
		assert_int_equal(p.err.code, LW_E_MALFORMED);
		assert_int_equal(p.err.off, rows[i].off);
		if (strstr(p.err.text, rows[i].words) == NULL)
			fail_msg("%s", p.err.text);
		lw_arena_free(&p.a);
	}
}

static void utf16(void **state) {
	(void)state;
	static const struct {
		const char *bytes;
		size_t n;
		const char *text;
	} rows[] = {
		{"", 0, ""},
		{"A\0\xe9\0\xac\x20", 6, "A\xc3\xa9\xe2\x82\xac"},
		{"\x3d\xd8\x00\xde", 4, "\xf0\x9f\x98\x80"},
		{"\x3d\xd8"
		 "A\0\0\xde",
		 6,
		 "\xef\xbf\xbd"
		 "A\xef\xbf\xbd"},
		{"\x3d\xd8", 2, "\xef\xbf\xbd"},
		{"\0\0A\0B", 5,
		 "\xef\xbf\xbd"
		 "A"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct lw_arena a = {0};
		struct lw_error err = {0};
		const char *text =
			lw_utf16_text(&a, (struct lw_span){(const uint8_t *)rows[i].bytes, rows[i].n}, false, &err);
		assert_string_equal(text, rows[i].text);
		lw_arena_free(&a);
	}
}

RUN("apiset", T(each_version), T(damage), T(named_defects), T(from_the_library), T(from_text), T(nothing_hosts_it),
    T(bad_text), T(utf16))
