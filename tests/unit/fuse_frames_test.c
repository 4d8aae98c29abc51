/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of unwinding made into one, of records and headers that are written out here. */
#include "unit.h"

#include <string.h>

#include "format/elf_frames.h"
#include "fuse/frames.h"

#define FRAMES 0x5000u
#define HDR 0x4000u
#define PCREL_SDATA4 (LW_PE_PCREL | LW_PE_SDATA4)
#define DATAREL_SDATA4 (LW_PE_DATAREL | LW_PE_SDATA4)

/* .eh_frame as it grows. */
struct made {
	uint8_t bytes[1024];
	uint64_t n;
	bool is64, big;
};

static void put(struct made *m, unsigned size, uint64_t v) {
	assert_true(m->n + size <= sizeof m->bytes);
	lw_store_uint(m->bytes + m->n, size, m->big, v);
	m->n += size;
}

static void put_text(struct made *m, const char *text, size_t n) {
	for (size_t i = 0; i < n; i++)
		put(m, 1, (uint8_t)text[i]);
}

/* A CIE of that version and augmentation; data is what comes behind the return register. Gives where it begins. */
static uint64_t put_cie(struct made *m, unsigned version, const char *name, const char *data, size_t n) {
	const uint64_t at = m->n;
	put(m, 4, 0);
	put(m, 4, 0);
	put(m, 1, version);
	put_text(m, name, strlen(name) + 1);
	if (version == 4)
		put(m, 2, m->big ? (m->is64 ? 0x800 : 0x400) : m->is64 ? 8 : 4);
	put(m, 1, 1);
	put(m, 1, 0x78);
	put(m, 1, version == 1 ? 0x90 : 16); /* a byte at first, LEB128 since */
	put_text(m, data, n);
	while (m->n % 4 != 0)
		put(m, 1, 0);
	lw_store_uint(m->bytes + at, 4, m->big, m->n - at - 4);
	return at;
}

static uint64_t put_zr(struct made *m, unsigned encoding) {
	const char data[2] = {1, (char)encoding};
	return put_cie(m, 1, "zR", data, 2);
}

/* An FDE of a function; pc 0 is written as 0. Gives where it begins. */
static uint64_t put_fde(struct made *m, uint64_t cie, unsigned encoding, uint64_t pc, uint64_t size) {
	const uint64_t at = m->n;
	const unsigned width = lw_elf_frame_pointer_size(encoding, m->is64);
	put(m, 4, 8 + 2 * width - 4);
	put(m, 4, at + 4 - cie);
	put(m, width, pc != 0 && (encoding & 0x70) == LW_PE_PCREL ? pc - (FRAMES + m->n) : pc);
	put(m, width, size);
	return at;
}

static struct lw_fuse_frames_part part_of(const struct made *m) {
	return (struct lw_fuse_frames_part){
		.frames = {m->bytes, m->n}, .frames_addr = FRAMES, .is64 = m->is64, .big = m->big, .name = "libx.so"};
}

static struct lw_span header(uint8_t *p, bool big, unsigned table, uint32_t n, const uint64_t *entries) {
	p[0] = 1;
	p[1] = PCREL_SDATA4;
	p[2] = LW_PE_UDATA4;
	p[3] = (uint8_t)table;
	lw_store_uint(p + 4, 4, big, FRAMES - (HDR + 4));
	lw_store_uint(p + 8, 4, big, n);
	for (uint32_t i = 0; i < 2 * n; i++)
		lw_store_uint(p + 12 + 4 * (size_t)i, 4, big, (entries[i] - HDR) & UINT32_MAX);
	return (struct lw_span){p, 12 + 8 * (uint64_t)n};
}

static void must_read(const struct lw_fuse_frames_part *p, uint32_t n, struct lw_arena *a, struct lw_fuse_frames *f) {
	struct lw_error err = {0};
	if (!lw_fuse_frames_read(p, n, a, f, &err))
		fail_msg("%s", err.text);
}

static struct lw_error failure(const struct lw_fuse_frames_part *p) {
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_fuse_frames f;
	assert_false(lw_fuse_frames_read(p, 1, &a, &f, &err));
	assert_string_equal(err.subject, "libx.so");
	lw_arena_free(&a);
	return err;
}

static enum lw_code why_not(const struct lw_fuse_frames_part *p) {
	return failure(p).code;
}

static void holds(const struct lw_fuse_frames *f, uint32_t n, const uint64_t *entries) {
	assert_int_equal(f->entries.n, n);
	for (uint32_t i = 0; i < n; i++) {
		assert_int_equal(f->entries.at[i].pc, entries[2 * i]);
		assert_int_equal(f->entries.at[i].fde, entries[2 * i + 1]);
	}
}

/* Every way to write a pointer, in the four kinds of file; the addresses are such as two bytes hold. */
static void records_are_read_in_all_encodings(void **state) {
	(void)state;
	static const unsigned encodings[] = {0,    LW_PE_UDATA4, LW_PE_SDATA4, 4,    0x0c, 2,
					     0x10, 0x13,         PCREL_SDATA4, 0x1c, 0x14, 0x1a};
	for (unsigned kind = 0; kind < 4; kind++)
		for (size_t i = 0; i < sizeof encodings / sizeof encodings[0]; i++) {
			struct made m = {.is64 = (kind & 1) != 0, .big = (kind & 2) != 0};
			struct lw_arena a = {0};
			struct lw_fuse_frames f;
			const uint64_t before = encodings[i] == 0x13 ? 0x6000 : 0x3000; /* it only leads forwards */
			const uint64_t cie = put_zr(&m, encodings[i]);
			const uint64_t second = put_fde(&m, cie, encodings[i], 0x6100, 0x20);
			const uint64_t first = put_fde(&m, cie, encodings[i], before, 0x10);
			put_fde(&m, cie, encodings[i], 0, 0x10); /* left out by the linker */
			const struct lw_fuse_frames_part p = part_of(&m);
			must_read(&p, 1, &a, &f);
			holds(&f, 2, (uint64_t[]){before, FRAMES + first, 0x6100, FRAMES + second});
			lw_arena_free(&a);
		}
}

static void augmentations_are_skipped_to_the_encoding(void **state) {
	(void)state;
	static const struct {
		unsigned version;
		const char *name, *data;
		size_t n;
		unsigned encoding;
	} forms[] = {
		{1, "zR", "\x01\x1b", 2, PCREL_SDATA4},
		{3, "zRS", "\x01\x1b", 2, PCREL_SDATA4},
		{4, "zRB", "\x01\x1b", 2, PCREL_SDATA4},
		{1, "zSR", "\x01\x1b", 2, PCREL_SDATA4},
		{1, "zPLR", "\x07\x9b\1\1\1\1\x1b\x1b", 8, PCREL_SDATA4},
		{1, "zPLR", "\x0b\x80\1\1\1\1\1\1\1\1\x1b\x1b", 12, PCREL_SDATA4},
		{1, "zLR", "\x02\xff\x0c", 3, 0x0c},
		{1, "zPL", "\x06\x03\1\1\1\1\x1b", 7, 0},
		{1, "", "", 0, 0},
		{3, "", "", 0, 0},
	};
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		struct made m = {.is64 = true};
		struct lw_arena a = {0};
		struct lw_fuse_frames f;
		const uint64_t cie = put_cie(&m, forms[i].version, forms[i].name, forms[i].data, forms[i].n);
		const uint64_t fde = put_fde(&m, cie, forms[i].encoding, 0x3000, 0x10);
		const struct lw_fuse_frames_part p = part_of(&m);
		must_read(&p, 1, &a, &f);
		holds(&f, 1, (uint64_t[]){0x3000, FRAMES + fde});
		lw_arena_free(&a);
	}
}

static void each_record_has_the_encoding_of_its_own_cie(void **state) {
	(void)state;
	struct made m = {.is64 = true};
	struct lw_arena a = {0};
	struct lw_fuse_frames f;
	const uint64_t narrow = put_zr(&m, PCREL_SDATA4), wide = put_zr(&m, 4);
	const uint64_t x = put_fde(&m, narrow, PCREL_SDATA4, 0x3000, 0x10), y = put_fde(&m, wide, 4, 0x3100, 0x10),
		       z = put_fde(&m, narrow, PCREL_SDATA4, 0x3200, 0x10);
	const struct lw_fuse_frames_part p = part_of(&m);
	must_read(&p, 1, &a, &f);
	holds(&f, 3, (uint64_t[]){0x3000, FRAMES + x, 0x3100, FRAMES + y, 0x3200, FRAMES + z});
	lw_arena_free(&a);
}

/* None of them may be read as something else: its functions would be lost for exceptions. */
static void what_is_not_understood_is_refused(void **state) {
	(void)state;
	static const struct {
		unsigned version;
		const char *name, *data;
		size_t n;
	} forms[] = {
		{1, "zR", "\x01\xff", 2},                       /* omitted */
		{1, "zR", "\x01\x01", 2},                       /* LEB128 */
		{1, "zR", "\x01\x3b", 2},                       /* from the data */
		{1, "zR", "\x01\x9b", 2},                       /* indirect */
		{1, "zR", "\x01\x50", 2},                       /* aligned */
		{1, "zQR", "\x01\x1b", 2},                      /* unknown */
		{1, "zPR", "\x0a\x50\1\1\1\1\1\1\1\1\x1b", 11}, /* an aligned personality */
		{2, "zR", "\x01\x1b", 2},                       /* no version that there is */
	};
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		struct made m = {.is64 = true};
		const uint64_t cie = put_cie(&m, forms[i].version, forms[i].name, forms[i].data, forms[i].n);
		put_fde(&m, cie, 0, 0x3000, 0x10);
		const struct lw_fuse_frames_part p = part_of(&m);
		assert_int_equal(why_not(&p), LW_E_UNSUPPORTED);
	}
}

static void a_terminator_ends_the_records(void **state) {
	(void)state;
	struct made m = {.is64 = true};
	struct lw_arena a = {0};
	struct lw_fuse_frames f;
	const uint64_t cie = put_zr(&m, PCREL_SDATA4), fde = put_fde(&m, cie, PCREL_SDATA4, 0x3000, 0x10);
	put(&m, 4, 0);
	put(&m, 4, 0xfffffff0);
	put_fde(&m, cie, PCREL_SDATA4, 0x3100, 0x10);
	const struct lw_fuse_frames_part p = part_of(&m);
	must_read(&p, 1, &a, &f);
	holds(&f, 1, (uint64_t[]){0x3000, FRAMES + fde});
	lw_arena_free(&a);
}

static void an_extended_length_is_read(void **state) {
	(void)state;
	struct made m = {.is64 = true};
	struct lw_arena a = {0};
	struct lw_fuse_frames f;
	const uint64_t cie = put_zr(&m, 4), fde = m.n;
	put(&m, 4, UINT32_MAX);
	put(&m, 8, 20);
	put(&m, 4, m.n - cie);
	put(&m, 8, 0x3000);
	put(&m, 8, 0x10);
	const uint64_t last = put_fde(&m, cie, 4, 0x3100, 0x10);
	struct lw_fuse_frames_part p = part_of(&m);
	must_read(&p, 1, &a, &f);
	holds(&f, 2, (uint64_t[]){0x3000, FRAMES + fde, 0x3100, FRAMES + last});
	lw_arena_free(&a);
	lw_store_uint(m.bytes + fde + 4, 8, false, UINT64_MAX - 8);
	assert_int_equal(why_not(&p), LW_E_MALFORMED);
}

static void a_table_is_taken_over_and_sorted(void **state) {
	(void)state;
	for (unsigned big = 0; big < 2; big++) {
		struct made m = {.is64 = true, .big = big != 0};
		uint8_t hdr[64];
		struct lw_arena a = {0};
		struct lw_fuse_frames f;
		const uint64_t cie = put_zr(&m, PCREL_SDATA4);
		const uint64_t x = FRAMES + put_fde(&m, cie, PCREL_SDATA4, 0x3000, 0x10);
		const uint64_t y = FRAMES + put_fde(&m, cie, PCREL_SDATA4, 0x6000, 0x10);
		put_fde(&m, cie, PCREL_SDATA4, 0x7000, 0x10); /* the table does not have it */
		struct lw_fuse_frames_part p = part_of(&m);
		p.hdr_addr = HDR;
		p.hdr = header(hdr, m.big, DATAREL_SDATA4, 4, (uint64_t[]){0x6000, y, 0x3000, x, 0x6000, y, 0x3000, x});
		must_read(&p, 1, &a, &f);
		holds(&f, 2, (uint64_t[]){0x3000, x, 0x6000, y});
		lw_arena_free(&a);
	}
}

/* What a search does not find of two with one pc is not kept: of a table's the last, else the longer function. */
static void each_pc_comes_once(void **state) {
	(void)state;
	struct made m = {.is64 = true};
	uint8_t hdr[64];
	struct lw_arena a = {0};
	struct lw_fuse_frames f;
	const uint64_t cie = put_zr(&m, PCREL_SDATA4);
	const uint64_t x = FRAMES + put_fde(&m, cie, PCREL_SDATA4, 0x3000, 0x10);
	const uint64_t y = FRAMES + put_fde(&m, cie, PCREL_SDATA4, 0x3000, 0);
	struct lw_fuse_frames_part p = part_of(&m);
	must_read(&p, 1, &a, &f);
	holds(&f, 1, (uint64_t[]){0x3000, x});
	p.hdr_addr = HDR;
	p.hdr = header(hdr, false, DATAREL_SDATA4, 2, (uint64_t[]){0x3000, x, 0x3000, y});
	must_read(&p, 1, &a, &f);
	holds(&f, 1, (uint64_t[]){0x3000, y});
	lw_arena_free(&a);
}

/* Where libgcc would not search the table, the records tell. */
static void other_headers_leave_it_to_the_records(void **state) {
	(void)state;
	for (unsigned i = 0; i < 6; i++) {
		struct made m = {.is64 = true};
		uint8_t hdr[64];
		struct lw_arena a = {0};
		struct lw_fuse_frames f;
		const uint64_t cie = put_zr(&m, PCREL_SDATA4);
		const uint64_t x = FRAMES + put_fde(&m, cie, PCREL_SDATA4, 0x3000, 0x10);
		struct lw_fuse_frames_part p = part_of(&m);
		p.hdr_addr = HDR;
		p.hdr = header(hdr, false,
			       i == 0           ? LW_PE_OMIT
				       : i == 1 ? 0x3c
						: DATAREL_SDATA4,
			       1, (uint64_t[]){0x7777, x});
		hdr[2] = i == 2 ? LW_PE_OMIT : hdr[2];
		hdr[0] = i == 3 ? 2 : hdr[0];
		p.hdr_addr += i == 4 ? 2 : 0;
		p.hdr.len = i == 5 ? 11 : p.hdr.len;
		must_read(&p, 1, &a, &f);
		holds(&f, 1, (uint64_t[]){0x3000, x});
		lw_arena_free(&a);
	}
}

static void damaged_tables_are_refused(void **state) {
	(void)state;
	struct made m = {.is64 = true};
	uint8_t hdr[64];
	const uint64_t cie = put_zr(&m, PCREL_SDATA4);
	const uint64_t x = FRAMES + put_fde(&m, cie, PCREL_SDATA4, 0x3000, 0x10);
	const uint64_t astray = FRAMES + put_fde(&m, x - FRAMES, PCREL_SDATA4, 0x3100, 0x10); /* to an FDE as its CIE */
	put(&m, 4, 0);
	const uint64_t wrong[] = {FRAMES + cie, FRAMES - 8, FRAMES + m.n, FRAMES + m.n - 4, 0, x + 4, astray};
	struct lw_fuse_frames_part p = part_of(&m);
	p.hdr_addr = HDR;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		p.hdr = header(hdr, false, DATAREL_SDATA4, 1, (uint64_t[]){0x3000, wrong[i]});
		assert_int_equal(why_not(&p), LW_E_MALFORMED);
	}
	p.hdr = header(hdr, false, DATAREL_SDATA4, 1, (uint64_t[]){0x3000, x});
	for (uint32_t n = 2; n != 0; n <<= 1) {
		lw_store_uint(hdr + 8, 4, false, n);
		const struct lw_error err = failure(&p);
		assert_int_equal(err.code, LW_E_MALFORMED);
		assert_non_null(strstr(err.text, "20 bytes have room for 1"));
	}
	p.frames.len = 0;
	p.hdr = header(hdr, false, DATAREL_SDATA4, 1, (uint64_t[]){0x3000, x});
	assert_int_equal(why_not(&p), LW_E_MALFORMED);
}

static void damaged_records_are_refused(void **state) {
	(void)state;
	struct made m = {.is64 = true};
	const uint64_t cie = put_zr(&m, PCREL_SDATA4), fde = put_fde(&m, cie, PCREL_SDATA4, 0x3000, 0x10);
	struct lw_fuse_frames_part p = part_of(&m);
	for (p.frames.len = m.n - 1; p.frames.len > 0; p.frames.len--)
		if (p.frames.len != fde) /* that is a whole one, of no functions */
			assert_int_equal(why_not(&p), LW_E_MALFORMED);
	p = part_of(&m);
	lw_store_uint(m.bytes + fde + 4, 4, false, 4); /* its CIE would be the FDE itself */
	assert_int_equal(why_not(&p), LW_E_UNSUPPORTED);
	lw_store_uint(m.bytes + fde + 4, 4, false, fde + 5); /* or lies before the first */
	assert_int_equal(why_not(&p), LW_E_MALFORMED);
	lw_store_uint(m.bytes + fde + 4, 4, false, fde + 4);
	lw_store_uint(m.bytes + fde, 4, false, 8); /* no room for two pointers */
	assert_int_equal(why_not(&p), LW_E_UNSUPPORTED);
}

/* Three parts, one without any frames, give one table of which every byte is known. */
static void one_table_is_written(void **state) {
	(void)state;
	static const uint8_t want[] = {
		1,    0x1b, 3, 0x3b, /* version and encodings */
		0xfc, 0x3f, 0, 0,    /* 0x5000 - 0x1004 */
		3,    0,    0, 0,    /* functions */
		0x00, 0x20, 0, 0,    0x14, 0x40, 0, 0, 0x00, 0x60, 0, 0,
		0x24, 0x40, 0, 0,    0x00, 0x10, 1, 0, 0x14, 0x00, 1, 0,
	};
	struct made m = {.is64 = true}, other = {.is64 = true};
	uint8_t hdr[64], bytes[sizeof want];
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_fuse_frames f;
	uint64_t cie = put_zr(&m, PCREL_SDATA4);
	const uint64_t x = put_fde(&m, cie, PCREL_SDATA4, 0x3000, 0x10);
	const uint64_t y = put_fde(&m, cie, PCREL_SDATA4, 0x7000, 0x10);
	cie = put_zr(&other, 4);
	const uint64_t z = put_fde(&other, cie, 4, 0x12000, 0x10);
	assert_int_equal(x, 20);
	assert_int_equal(y, 36);
	assert_int_equal(z, 20);
	struct lw_fuse_frames_part parts[3] = {{.is64 = true}, part_of(&m), part_of(&other)};
	parts[1].hdr_addr = HDR;
	parts[1].hdr = header(hdr, false, DATAREL_SDATA4, 2, (uint64_t[]){0x3000, FRAMES + x, 0x7000, FRAMES + y});
	parts[2].frames_addr = 0x11000;
	must_read(parts, 3, &a, &f);
	assert_int_equal(lw_fuse_frames_size(&f), sizeof want);
	assert_true(lw_fuse_frames_write(&f, 0x1000, false, bytes, &err));
	assert_memory_equal(bytes, want, sizeof want);
	assert_true(lw_fuse_frames_write(&f, 0x1000, true, bytes, &err));
	for (size_t i = 4; i < sizeof want; i++)
		assert_int_equal(bytes[i], want[i / 4 * 4 + 3 - i % 4]);
	assert_false(lw_fuse_frames_write(&f, 0x1002, false, bytes, &err));
	assert_int_equal(err.code, LW_E_INTERNAL);
	lw_arena_free(&a);
}

static void distances_have_31_bits(void **state) {
	(void)state;
	static const struct {
		uint64_t at;
		bool fits;
	} places[] = {{0x3000 + UINT64_C(0x80000000), true},
		      {0x3004 + UINT64_C(0x80000000), false},
		      {UINT64_C(0xffffffff80007004), true},
		      {UINT64_C(0xffffffff80007000), false}};
	struct made m = {.is64 = true};
	struct lw_arena a = {0};
	struct lw_fuse_frames f;
	uint8_t bytes[64];
	const uint64_t cie = put_zr(&m, 4);
	put_fde(&m, cie, 4, 0x3000, 0x10);
	put_fde(&m, cie, 4, 0x7000, 0x10);
	const struct lw_fuse_frames_part p = part_of(&m);
	must_read(&p, 1, &a, &f);
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		struct lw_error err = {0};
		const bool fits = lw_fuse_frames_write(&f, places[i].at, false, bytes, &err);
		assert_int_equal(fits, places[i].fits);
		assert_int_equal(err.code, fits ? LW_E_OK : LW_E_UNSUPPORTED);
	}
	lw_arena_free(&a);
}

static void parts_without_frames_need_no_header(void **state) {
	(void)state;
	const struct lw_fuse_frames_part p = {.is64 = true};
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_fuse_frames f;
	must_read(&p, 1, &a, &f);
	assert_int_equal(lw_fuse_frames_size(&f), 0);
	assert_true(lw_fuse_frames_write(&f, 0x1000, false, NULL, &err));
	must_read(NULL, 0, &a, &f);
	assert_int_equal(lw_fuse_frames_size(&f), 0);
	lw_arena_free(&a);
}

RUN("fuse_frames", T(records_are_read_in_all_encodings), T(augmentations_are_skipped_to_the_encoding),
    T(each_record_has_the_encoding_of_its_own_cie), T(what_is_not_understood_is_refused),
    T(a_terminator_ends_the_records), T(an_extended_length_is_read), T(a_table_is_taken_over_and_sorted),
    T(each_pc_comes_once), T(other_headers_leave_it_to_the_records), T(damaged_tables_are_refused),
    T(damaged_records_are_refused), T(one_table_is_written), T(distances_have_31_bits),
    T(parts_without_frames_need_no_header))
