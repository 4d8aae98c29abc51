/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "unit.h"

#include <elf.h>
#include <link.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "process/linkmap.h"
#include "process/maps.h"

/* As the system's own headers have them, for its own word size. */
#define SAME(rec, i, type, member) \
	do { \
		assert_int_equal((rec).fields[i].off64, offsetof(type, member)); \
		assert_int_equal((rec).fields[i].size64, sizeof((type *)0)->member); \
	} while (0)

static void records_are_those_of_link_h(void **state) {
	(void)state;
	SAME(lw_rec_debug, 0, struct r_debug, r_version);
	SAME(lw_rec_debug, 1, struct r_debug, r_map);
	SAME(lw_rec_debug, 2, struct r_debug, r_state);
	assert_int_equal(lw_rec_debug.size64, sizeof(struct r_debug));
	assert_int_equal(lw_rec_debug_extended.fields[0].off64, sizeof(struct r_debug));
	SAME(lw_rec_link, 0, struct link_map, l_addr);
	SAME(lw_rec_link, 1, struct link_map, l_name);
	SAME(lw_rec_link, 2, struct link_map, l_ld);
	SAME(lw_rec_link, 3, struct link_map, l_next);
	SAME(lw_rec_link, 4, struct link_map, l_prev);
	SAME(lw_rec_aux, 0, Elf64_auxv_t, a_type);
	SAME(lw_rec_aux, 1, Elf64_auxv_t, a_un.a_val);
	assert_int_equal(lw_rec_aux.size32, sizeof(Elf32_auxv_t));
}

static void fields_lie_within(void **state) {
	(void)state;
	const struct lw_record *const all[] = {&lw_rec_debug, &lw_rec_debug_extended, &lw_rec_link, &lw_rec_aux};
	for (size_t k = 0; k < sizeof all / sizeof all[0]; k++)
		for (unsigned i = 0; i < all[k]->n_fields; i++) {
			const struct lw_field *f = &all[k]->fields[i];
			assert_true(f->off32 + f->size32 <= all[k]->size32);
			assert_true(f->off64 + f->size64 <= all[k]->size64);
		}
}

static bool parse(const char *text, struct lw_arena *a, struct lw_mappings *m, struct lw_error *err) {
	lw_error_clear(err);
	return lw_maps_parse((struct lw_span){(const uint8_t *)text, strlen(text)}, a, m, err);
}

static void maps_are_read(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err;
	struct lw_mappings m;
	assert_true(parse("1000-2000 r-xp 00001000 fe:01 248056                     /usr/lib/a b (deleted)\n"
			  "2000-5000 rw-s 00000000 10300:00 18446744073709551615 \n"
			  "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]\n"
			  "ffffffffff601000-ffffffffff602000 r--p 00000000 00:00 7 /two\\012lines\\134",
			  &a, &m, &err));
	assert_int_equal(m.n, 4);
	assert_true(m.at[0].read && !m.at[0].write && m.at[0].exec && m.at[0].gone && m.at[0].off == 0x1000);
	assert_string_equal(m.at[0].path, "/usr/lib/a b");
	assert_true(m.at[0].dev == makedev(0xfe, 1) && m.at[0].ino == 248056);
	assert_true(m.at[1].dev == makedev(0x10300, 0) && m.at[1].ino == UINT64_MAX && !m.at[1].gone);
	assert_string_equal(m.at[1].path, "");
	assert_string_equal(m.at[2].path, "[vsyscall]");
	assert_string_equal(m.at[3].path, "/two\nlines\\134");
	assert_ptr_equal(lw_maps_find(&m, 0x1fff), &m.at[0]);
	assert_ptr_equal(lw_maps_find(&m, 0x2000), &m.at[1]);
	assert_null(lw_maps_find(&m, 0x5000));
	assert_null(lw_maps_find(&m, 0));
	lw_arena_free(&a);
}

static void damaged_maps_are_refused(void **state) {
	(void)state;
	static const char *const bad[] = {"x",
					  "1000-2000",
					  "1000-2000 r-xp",
					  "2000-1000 r-xp 0 0:0 0 ",
					  "1000-2000 q-xp 0 0:0 0 /x",
					  "1000-2000 r-xz 0 0:0 0 /x",
					  "11111111111111111-2 r-xp 0 0:0 0 /x",
					  "1000-2000 r-xp 0 0:0 99999999999999999999 /x",
					  "1000-2000 r-xp 0 0:100000000 1 /x",
					  "1000-2000 r-xp 0 0:0 0 /x\n\n"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct lw_arena a = {0};
		struct lw_error err;
		struct lw_mappings m;
		assert_false(parse(bad[i], &a, &m, &err));
		assert_int_equal(err.code, LW_E_MALFORMED);
		assert_true(err.has_off && err.text[0] != '\0');
		lw_arena_free(&a);
	}
}

/* A list in bytes, as a 64-bit process of this byte order would have it. */
struct memory {
	uint8_t zero[64];
	struct r_debug first;
	uint64_t next;
	struct r_debug second;
	uint64_t end;
	struct link_map maps[3];
	char name[16];
};

static uint64_t at(const struct memory *m, const void *what) {
	return (uint64_t)((const uint8_t *)what - (const uint8_t *)m);
}

static void lay(struct memory *m) {
	memset(m, 0, sizeof *m);
	memcpy(m->name, "/lib/libx.so", 13);
	m->first.r_version = m->second.r_version = 2;
	m->first.r_map = (struct link_map *)at(m, &m->maps[0]);
	m->next = at(m, &m->second);
	m->second.r_map = (struct link_map *)at(m, &m->maps[2]);
	m->maps[0].l_next = (struct link_map *)at(m, &m->maps[1]);
	m->maps[1].l_prev = (struct link_map *)at(m, &m->maps[0]);
	m->maps[1].l_name = m->maps[2].l_name = (char *)at(m, m->name);
	m->maps[1].l_addr = 0x7000;
}

static void read_list(const struct memory *m, struct lw_arena *a, struct lw_links *out) {
	struct lw_error err = {0};
	struct lw_source src;
	uint8_t padded[8192] = {0};
	memcpy(padded, m, sizeof *m);
	struct lw_span s = {padded, sizeof padded};
	lw_source_of_memory(&src, s);
	assert_true(lw_links_read(&src, at(m, &m->first), (struct lw_layout){true, false}, a, out, &err));
}

static void lists_are_followed(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_links l;
	struct memory m;
	lay(&m);
	read_list(&m, &a, &l);
	assert_true(l.n == 3 && l.n_ns == 2 && l.knows_namespaces && !l.cut && !l.busy);
	assert_string_equal(l.at[0].name, "");
	assert_string_equal(l.at[1].name, "/lib/libx.so");
	assert_true(l.at[1].addr == 0x7000 && l.at[1].ns == 0 && l.at[2].ns == 1);
	m.first.r_version = 1;
	m.first.r_state = RT_ADD;
	read_list(&m, &a, &l);
	assert_true(l.n == 2 && l.n_ns == 1 && !l.knows_namespaces && l.busy);
	lw_arena_free(&a);
}

static void lists_that_do_not_fit_end(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_links l;
	struct memory m;
	lay(&m);
	m.maps[1].l_next = (struct link_map *)at(&m, &m.maps[0]); /* a ring */
	read_list(&m, &a, &l);
	assert_true(l.cut && l.n == 3);
	lay(&m);
	m.maps[0].l_next = (struct link_map *)UINT64_MAX;
	read_list(&m, &a, &l);
	assert_true(l.cut && l.n == 2);
	lay(&m);
	m.end = at(&m, &m.first); /* name spaces in a ring */
	read_list(&m, &a, &l);
	assert_true(l.cut && l.n_ns == 64);
	lay(&m);
	m.maps[1].l_name = (char *)(uintptr_t)9999999;
	read_list(&m, &a, &l);
	assert_true(l.cut && l.n == 3 && l.at[1].name[0] == '\0');
	lw_arena_free(&a);
}

RUN("process", T(records_are_those_of_link_h), T(fields_lie_within), T(maps_are_read), T(damaged_maps_are_refused),
    T(lists_are_followed), T(lists_that_do_not_fit_end))
