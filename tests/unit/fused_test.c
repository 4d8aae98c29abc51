/* SPDX-License-Identifier: Apache-2.0 */
/* The note of a fused file, and what undoing needs: what is read is what was written, and what is wrong is told. */
#include "unit.h"

#include <string.h>

#include "format/elf_fused.h"
#include "fuse/undo_data.h"

#define SUM "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static struct lw_span span(const char *text) {
	return (struct lw_span){(const uint8_t *)text, strlen(text)};
}

static enum lw_code parse(const char *text, struct lw_arena *a, struct lw_fused **out) {
	struct lw_error err = {0};
	return lw_elf_fused_parse(span(text), a, out, &err) ? LW_E_OK : err.code;
}

static void sound_note(void **state) {
	struct lw_arena a = {0};
	struct lw_fused *f = NULL;
	(void)state;
	assert_int_equal(
		parse("{\"version\":1,\"options\":[\"--all\"],\"files\":["
		      "{\"path\":\"/a\",\"soname\":null,\"build_id\":null,\"sha256\":\"" SUM "\",\"size\":10,"
		      "\"offset\":0,\"begin\":0,\"length\":9,\"delta\":0,\"layout\":\"file\"},"
		      "{\"path\":null,\"path_hex\":\"2fff\",\"soname\":\"b\",\"build_id\":\"0aff\",\"sha256\":\"" SUM
		      "\",\"size\":20,\"offset\":4096,\"begin\":0,\"length\":19,\"delta\":-4096,\"layout\":\"memory\"}]"
		      ","
		      "\"undo\":{\"offset\":8192,\"length\":7},\"of later\":true}    ",
		      &a, &f),
		LW_E_OK);
	assert_int_equal(f->n_files, 2);
	assert_int_equal(f->n_options, 1);
	assert_string_equal(f->options[0], "--all");
	assert_string_equal(f->files[0].path, "/a");
	assert_null(f->files[0].soname);
	assert_null(f->files[0].build_id);
	assert_false(f->files[0].in_memory);
	assert_string_equal(f->files[1].path, "/\xff");
	assert_string_equal(f->files[1].soname, "b");
	assert_int_equal(f->files[1].n_build_id, 2);
	assert_int_equal(f->files[1].build_id[1], 0xff);
	assert_int_equal(f->files[1].sha256[1], 0x11);
	assert_true(f->files[1].delta == UINT64_MAX - 4095);
	assert_true(f->files[1].in_memory);
	assert_int_equal(f->undo_off, 8192);
	assert_int_equal(f->undo_len, 7);
	lw_arena_free(&a);
}

#define ONE(more) \
	"{\"path\":\"/a\",\"soname\":null,\"build_id\":null,\"sha256\":\"" SUM "\",\"size\":10," \
	"\"offset\":0,\"begin\":0,\"length\":9,\"delta\":0,\"layout\":\"file\"" more "}"
#define NOTE(files) "{\"version\":1,\"options\":[],\"files\":[" files "],\"undo\":{\"offset\":1,\"length\":1}}"

/* Of packages and of what was fused before; managers that came later are no fault. */
static void origins(void **state) {
	static const struct {
		const char *text;
		enum lw_code code;
	} rows[] = {
		{NOTE(ONE("") "," ONE(",\"in\":0")), LW_E_OK},
		{NOTE(ONE(",\"in\":0")), LW_E_MALFORMED},
		{NOTE(ONE("") "," ONE(",\"in\":1")), LW_E_MALFORMED},
		{NOTE(ONE("") "," ONE(",\"in\":-1")), LW_E_MALFORMED},
		{NOTE(ONE("") "," ONE(",\"in\":\"/a\"")), LW_E_MALFORMED},
		{NOTE(ONE(",\"package\":null")), LW_E_OK},
		{NOTE(ONE(",\"package\":7")), LW_E_MALFORMED},
		{NOTE(ONE(",\"package\":{}")), LW_E_MALFORMED},
		{NOTE(ONE(",\"package\":{\"manager\":\"dpkg\"}")), LW_E_MALFORMED},
		{NOTE(ONE(",\"package\":{\"manager\":\"dpkg\",\"name\":\"a\",\"version\":1}")), LW_E_MALFORMED},
		{NOTE(ONE(",\"package\":{\"manager\":\"dpkg\",\"name\":\"a\",\"license\":[]}")), LW_E_MALFORMED},
		{NOTE(ONE(",\"package\":{\"manager\":\"later\",\"name\":\"a\"}")), LW_E_OK},
	};
	struct lw_arena a = {0};
	struct lw_fused *f = NULL;
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(parse(rows[i].text, &a, &f), rows[i].code);
	assert_null(f->files[0].owner.manager);
	assert_int_equal(
		parse(NOTE(ONE(",\"package\":{\"manager\":\"apk\",\"name\":\"p\",\"version\":\"1\",\"license\":null,"
			       "\"license_hex\":\"4dff\"}") "," ONE(",\"in\":0")),
		      &a, &f),
		LW_E_OK);
	assert_string_equal(f->files[0].owner.manager, "apk");
	assert_string_equal(f->files[0].owner.package, "p");
	assert_string_equal(f->files[0].owner.version, "1");
	assert_string_equal(f->files[0].owner.license, "M\xff");
	assert_true(f->files[0].in == LW_NO_ID);
	assert_int_equal(f->files[1].in, 0);
	lw_arena_free(&a);
}

#define FILE_WITH(soname, id, sum, size, layout) \
	"{\"version\":1,\"options\":[],\"files\":[{\"path\":\"/a\",\"soname\":" soname ",\"build_id\":" id \
	",\"sha256\":" sum ",\"size\":" size ",\"offset\":0,\"begin\":0,\"length\":9,\"delta\":0,\"layout\":" layout \
	"}],\"undo\":{\"offset\":1,\"length\":1}}"
#define GOOD "\"" SUM "\""

static void bad_notes(void **state) {
	static const struct {
		const char *text;
		enum lw_code code;
	} rows[] = {
		{FILE_WITH("null", "null", GOOD, "1", "\"file\""), LW_E_OK},
		{FILE_WITH("7", "null", GOOD, "1", "\"file\""), LW_E_MALFORMED},
		{FILE_WITH("null", "\"0\"", GOOD, "1", "\"file\""), LW_E_MALFORMED},
		{FILE_WITH("null", "\"0G\"", GOOD, "1", "\"file\""), LW_E_MALFORMED},
		{FILE_WITH("null", "null", "\"00\"", "1", "\"file\""), LW_E_MALFORMED},
		{FILE_WITH("null", "null", "null", "1", "\"file\""), LW_E_MALFORMED},
		{FILE_WITH("null", "null", GOOD, "-1", "\"file\""), LW_E_MALFORMED},
		{FILE_WITH("null", "null", GOOD, "1.5", "\"file\""), LW_E_MALFORMED},
		{FILE_WITH("null", "null", GOOD, "1", "\"disk\""), LW_E_MALFORMED},
		{"{\"version\":2}", LW_E_UNSUPPORTED},
		{"{\"version\":1,\"options\":[],\"files\":[],\"undo\":{}}", LW_E_MALFORMED},
		{"{\"version\":1,\"options\":{},\"files\":[1],\"undo\":{}}", LW_E_MALFORMED},
		{"{\"version\":1,\"options\":[1],\"files\":[1],\"undo\":{}}", LW_E_MALFORMED},
		{"{\"version\":1,\"options\":[],\"files\":[1],\"undo\":{}}", LW_E_MALFORMED},
		{"{\"version\":1,\"version\":1}", LW_E_MALFORMED},
		{"[1]", LW_E_MALFORMED},
		{"{", LW_E_MALFORMED},
		{"", LW_E_MALFORMED},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct lw_arena a = {0};
		struct lw_fused *f = NULL;
		assert_int_equal(parse(rows[i].text, &a, &f), rows[i].code);
		lw_arena_free(&a);
	}
}

static void merging(void **state) {
	struct lw_undo_range at[] = {{100, 4}, {0, 64}, {90, 12}, {64, 2}, {400, 0}, {300, 10}, {310, 5}, {104, 1}};
	struct lw_undo_ranges list = {at, 8, 8};
	(void)state;
	lw_undo_merge(&list);
	assert_int_equal(list.n, 3);
	assert_int_equal(list.at[0].len, 66);
	assert_int_equal(list.at[1].off, 90);
	assert_int_equal(list.at[1].len, 15);
	assert_int_equal(list.at[2].off, 300);
	assert_int_equal(list.at[2].len, 15);
}

/* All chunks as one, with something before it. */
static uint8_t *join(const struct lw_undo_chunks *c, uint64_t before, struct lw_arena *a, uint64_t *n) {
	struct lw_error err = {0};
	*n = before;
	for (uint32_t i = 0; i < c->n; i++)
		*n += c->at[i].len;
	uint8_t *all = lw_alloc(a, (size_t)*n, 1, &err);
	assert_non_null(all);
	for (uint32_t i = 0; i < c->n; before += c->at[i++].len)
		memcpy(all + before, c->at[i].ptr, (size_t)c->at[i].len);
	return all;
}

static void packing(void **state) {
	enum { N = 3 << 20 };
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_undo_range at[] = {{0, 64}, {1000, 5}, {1 << 20, N - (1 << 20)}};
	struct lw_undo_ranges list = {at, 3, 3}, back = {0};
	struct lw_undo_chunks chunks = {0};
	struct lw_source src;
	struct lw_span bytes;
	uint64_t n, len = 0;
	bool yes = false;
	uint8_t *old = lw_alloc(&a, N, 1, &err);
	uint32_t x = 1;
	(void)state;
	assert_non_null(old);
	for (uint32_t i = 0; i < N; i++) /* nothing that could be packed, so that there are several chunks */
		old[i] = (uint8_t)((x = x * 1664525 + 1013904223) >> 24);
	lw_source_of_memory(&src, (struct lw_span){old, N});
	assert_true(lw_undo_pack(&src, &list, &a, &chunks, &err));
	assert_true(chunks.n > 3);
	uint8_t *all = join(&chunks, 40, &a, &n);
	lw_source_of_memory(&src, (struct lw_span){all, n});
	assert_true(lw_undo_is_at(&src, 0, &yes, &len, &err) && !yes);
	assert_true(lw_undo_is_at(&src, 40, &yes, &len, &err) && yes && len == n - 40);
	assert_true(lw_undo_unpack(&src, 40, N, &a, &back, &bytes, &err));
	assert_int_equal(back.n, 3);
	assert_int_equal(bytes.len, 64 + 5 + N - (1 << 20));
	assert_memory_equal(bytes.ptr + 64, old + 1000, 5);
	assert_memory_equal(bytes.ptr + 69, old + (1 << 20), N - (1 << 20));
	back.n = 0;
	assert_false(lw_undo_unpack(&src, 40, N - 1, &a, &back, &bytes, &err)); /* of a smaller file */
	assert_int_equal(err.code, LW_E_MALFORMED);
	all[n / 2] ^= 1; /* zstd has a checksum of all */
	err = (struct lw_error){0};
	assert_false(lw_undo_unpack(&src, 40, N, &a, &back, &bytes, &err));
	assert_int_equal(err.code, LW_E_MALFORMED);
	src.size = src.span.len = n - 1;
	assert_true(lw_undo_is_at(&src, 40, &yes, &len, &err) && !yes);
	lw_arena_free(&a);
}

RUN("fused", T(sound_note), T(origins), T(bad_notes), T(merging), T(packing))
