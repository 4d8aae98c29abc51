/* SPDX-License-Identifier: Apache-2.0 */
/* Who uses an address, functions, Go's build information and system calls, each in bytes that are written out here. */
#include "unit.h"

#include <string.h>

#include "format/elf_space.h"
#include "format/syscalls.h"
#include "linkwright/macho.h"
#include "linkwright/pe.h"

#define EM_X86_64 62
#define EM_AARCH64 183
#define ET_EXEC 2
#define ET_DYN 3

/* A space of one part that lies at an address. */
struct space {
	struct lw_arena a;
	struct lw_elf elf;
	struct lw_image img;
	struct lw_elf_part part;
	struct lw_elf_space sp;
};

static void make(struct space *s, uint16_t machine, uint16_t type, const uint8_t *bytes, size_t n, uint64_t addr,
		 bool code) {
	*s = (struct space){.part = {.addr = addr, .bytes = {bytes, n}, .code = code}};
	s->elf.ehdr.e_type = type;
	s->img = (struct lw_image){.format = LW_FORMAT_ELF, .bits = 64, .machine = machine, .elf = &s->elf};
	s->sp = (struct lw_elf_space){.img = &s->img, .a = &s->a, .whole = true};
	s->sp.parts.at = &s->part;
	s->sp.parts.n = s->sp.parts.cap = 1;
}

/* How many uses of the address there are; *from is where the first one is. */
static uint32_t uses(struct space *s, uint64_t target, uint64_t *from) {
	struct lw_error err = {0};
	struct lw_elf_addrs targets = {&target, 1, 1};
	struct lw_elf_uses list = {0};
	assert_true(lw_elf_find_uses(&s->sp, &targets, &list, &err));
	*from = list.n == 0 ? 0 : list.at[0].from;
	return list.n;
}

static void x86_instructions_use_an_address(void **state) {
	(void)state;
	static const struct {
		uint8_t bytes[8];
		uint64_t target;
	} forms[] = {
		{{0xe8, 0x10, 0, 0, 0}, 0x1015},             /* call */
		{{0xe9, 0xfb, 0xff, 0xff, 0xff}, 0x1000},    /* jmp, backwards */
		{{0x0f, 0x84, 0x10, 0, 0, 0}, 0x1016},       /* je */
		{{0x48, 0x8d, 0x3d, 0x10, 0, 0, 0}, 0x1017}, /* lea rdi, [rip + 16] */
	};
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		struct space s;
		uint64_t from;
		make(&s, EM_X86_64, ET_DYN, forms[i].bytes, 8, 0x1000, true);
		assert_int_equal(uses(&s, forms[i].target, &from), 1);
		assert_int_equal(uses(&s, forms[i].target + 1, &from), 0);
		lw_arena_free(&s.a);
	}
}

/* mov edi, 0x401000: an address in a program that lies at fixed ones only. */
static void absolute_addresses_count_in_fixed_programs(void **state) {
	(void)state;
	static const uint8_t bytes[8] = {0xbf, 0x00, 0x10, 0x40, 0x00};
	struct space s;
	uint64_t from;
	make(&s, EM_X86_64, ET_EXEC, bytes, sizeof bytes, 0x402000, true);
	assert_int_equal(uses(&s, 0x401000, &from), 1);
	s.elf.ehdr.e_type = ET_DYN;
	assert_int_equal(uses(&s, 0x401000, &from), 0);
	lw_arena_free(&s.a);
}

static void aarch64_instructions_use_an_address(void **state) {
	(void)state;
	static const uint8_t bytes[] = {
		0x02, 0x00, 0x00, 0x94,                         /* bl +8 */
		0x20, 0x00, 0x00, 0xb0, 0x00, 0x40, 0x00, 0x91, /* adrp x0, +5 pages; add x0, x0, #16 */
		0x81, 0x00, 0x00, 0x10,                         /* adr x1, +16 */
	};
	struct space s;
	uint64_t from;
	make(&s, EM_AARCH64, ET_DYN, bytes, sizeof bytes, 0x10000, true);
	assert_int_equal(uses(&s, 0x10008, &from), 1);
	assert_int_equal(uses(&s, 0x15010, &from), 1);
	assert_int_equal(from, 0x10008);
	assert_int_equal(uses(&s, 0x1001c, &from), 1);
	lw_arena_free(&s.a);
}

static void pointers_in_data_use_an_address(void **state) {
	(void)state;
	static const uint8_t bytes[24] = {[8] = 0x34, [9] = 0x12, [17] = 0x78, [18] = 0x56};
	struct space s;
	uint64_t from;
	make(&s, EM_X86_64, ET_DYN, bytes, sizeof bytes, 0x2000, false);
	assert_int_equal(uses(&s, 0x1234, &from), 1);
	assert_int_equal(from, 0x2008);
	assert_int_equal(uses(&s, 0x5678, &from), 0); /* not at a multiple of eight */
	lw_arena_free(&s.a);
}

/* A CIE of 16 bytes with the augmentation "zR" and the encoding 0x1b. */
static const uint8_t cie[] = {0x10, 0, 0, 0, 0, 0, 0, 0, 1, 'z', 'R', 0, 1, 0x78, 16, 1, 0x1b, 0, 0, 0};

static void functions_are_those_of_eh_frame(void **state) {
	(void)state;
	uint8_t bytes[64] = {0};
	struct space s;
	struct lw_error err = {0};
	struct lw_elf_section section = {".eh_frame", {.sh_addr = 0x2000, .sh_size = 40}};
	memcpy(bytes, cie, sizeof cie);
	lw_store_uint(bytes + 20, 4, false, 16); /* FDE: length */
	lw_store_uint(bytes + 24, 4, false, 24); /* back to the CIE */
	lw_store_uint(bytes + 28, 4, false, (uint32_t)(0x1000 - 0x201c));
	lw_store_uint(bytes + 32, 4, false, 0x20);
	make(&s, EM_X86_64, ET_DYN, bytes, sizeof bytes, 0x2000, false);
	s.sp.sections.at = &section;
	s.sp.sections.n = s.sp.sections.cap = 1;
	assert_true(lw_elf_read_frames(&s.sp, &err));
	assert_int_equal(s.sp.functions.n, 1);
	assert_non_null(lw_elf_function_at(&s.sp, 0x1000));
	assert_non_null(lw_elf_function_at(&s.sp, 0x101f));
	assert_null(lw_elf_function_at(&s.sp, 0xfff));
	assert_null(lw_elf_function_at(&s.sp, 0x1020));
	lw_arena_free(&s.a);
}

static void go(struct space *s, const uint8_t *bytes, size_t n, struct lw_go *out) {
	struct lw_error err = {0};
	*out = (struct lw_go){0};
	make(s, EM_X86_64, ET_EXEC, bytes, n, 0x5000, false);
	assert_true(lw_elf_read_go(&s->sp, &s->a, out, &err));
}

static void go_tells_its_version_and_settings(void **state) {
	(void)state;
	static const char text[] =
		"0123456789abcdefpath\tx\nbuild\t-tags=netgo,osusergo\nbuild\tCGO_ENABLED=0\nfedcba9876543210";
	uint8_t bytes[256] = "\xff Go buildinf:\x08\x02";
	struct space s;
	struct lw_go out;
	bytes[32] = 8;
	memcpy(bytes + 33, "go1.22.3", 8);
	bytes[41] = sizeof text - 1;
	memcpy(bytes + 42, text, sizeof text - 1);
	go(&s, bytes, sizeof bytes, &out);
	assert_string_equal(out.version, "go1.22.3");
	assert_string_equal(out.cgo, "0");
	assert_string_equal(out.tags, "netgo,osusergo");
	lw_arena_free(&s.a);
	for (size_t n = 0; n < 42 + sizeof text; n++) { /* cut anywhere: less is told, nothing is read behind it */
		go(&s, bytes, n, &out);
		assert_true(n >= 41 || out.version == NULL || out.version[0] == '\0');
		lw_arena_free(&s.a);
	}
	bytes[15] = 0; /* the form before Go 1.18 has pointers */
	go(&s, bytes, sizeof bytes, &out);
	assert_string_equal(out.version, "");
	lw_arena_free(&s.a);
}

static struct lw_syscalls pe_calls(uint16_t machine, const uint8_t *bytes, size_t n) {
	struct lw_pe_section section = {
		.header = {.pointer_to_raw_data = 0, .size_of_raw_data = n, .characteristics = 0x60000020}};
	struct lw_pe pe = {.sections = &section, .n_sections = 1};
	const struct lw_image img = {.format = LW_FORMAT_PE, .machine = machine, .pe = &pe};
	struct lw_source src;
	struct lw_syscalls out;
	struct lw_error err = {0};
	lw_source_of_memory(&src, (struct lw_span){bytes, n});
	assert_true(lw_find_syscalls(&src, &img, &out, &err));
	return out;
}

static struct lw_syscalls macho_calls(uint32_t cpu, const uint8_t *bytes, size_t n) {
	struct lw_macho_section section = {
		.name = "__text", .segment = "__TEXT", .size = n - 4, .off = 4, .flags = 0x80000400};
	struct lw_macho macho = {.sections = &section, .n_sections = 1};
	const struct lw_image img = {.format = LW_FORMAT_MACHO, .macho = &macho};
	struct lw_source src;
	struct lw_syscalls out;
	struct lw_error err = {0};
	macho.header.cputype = cpu;
	lw_source_of_memory(&src, (struct lw_span){bytes, n});
	assert_true(lw_find_syscalls(&src, &img, &out, &err));
	return out;
}

static void whole_system_calls_are_found(void **state) {
	(void)state;
	static const uint8_t windows[] = {0x90, 0x4c, 0x8b, 0xd1, 0xb8, 0x2c, 0, 0, 0, 0x0f, 0x05, 0xc3};
	static const uint8_t mac[] = {0, 0, 0, 0, 0xb8, 4, 0, 0, 2, 0x0f, 0x05, 0xc3};
	static const uint8_t mac_arm[] = {0, 0, 0, 0, 0x01, 0x10, 0, 0xd4, 0xc0, 0x03, 0x5f, 0xd6};
	static const uint8_t go_call[] = {0, 0, 0, 0, 0x48, 0x05, 0, 0, 0, 2, 0x0f, 0x05, 0xc3};
	static const uint8_t linux_call[] = {0, 0, 0, 0, 0xb8, 1, 0, 0, 0, 0x0f, 0x05, 0xc3};
	struct lw_syscalls c = pe_calls(0x8664, windows, sizeof windows);
	assert_int_equal(c.n, 1);
	assert_int_equal(c.first, 9);
	assert_string_equal(c.instruction, "syscall");
	c = macho_calls(0x01000007, mac, sizeof mac);
	assert_int_equal(c.n, 1);
	assert_int_equal(c.first, 9);
	c = macho_calls(0x0100000c, mac_arm, sizeof mac_arm);
	assert_int_equal(c.n, 1);
	assert_int_equal(c.first, 4);
	c = macho_calls(0x01000007, go_call, sizeof go_call);
	assert_int_equal(c.n, 1);
	assert_int_equal(c.first, 10);
	/* Two bytes alone, a number without a class, another machine. */
	assert_int_equal(macho_calls(0x01000007, linux_call, sizeof linux_call).n, 0);
	assert_int_equal(pe_calls(0x8664, windows + 4, sizeof windows - 4).n, 0);
	assert_int_equal(pe_calls(0xaa64, windows, sizeof windows).n, 0);
}

RUN("static", T(x86_instructions_use_an_address), T(absolute_addresses_count_in_fixed_programs),
    T(aarch64_instructions_use_an_address), T(pointers_in_data_use_an_address), T(functions_are_those_of_eh_frame),
    T(go_tells_its_version_and_settings), T(whole_system_calls_are_found))
