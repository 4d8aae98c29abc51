/* SPDX-License-Identifier: Apache-2.0 */
/* The state that a thread starts with: LC_THREAD, LC_UNIXTHREAD (Apple's mach/i386/thread_status.h,
 * mach/arm/thread_status.h). */
#include "base/fail.h"
#include "format/macho_tell.h"
#include "names/macho_numbers.h"

/* Registers in the order of the structure; a line ends behind the last of so many. The names are as wide as otool's. */
struct reg {
	const char *name;
	uint8_t size;
	bool ends;
};

static const struct reg x86_64[] = {
	{"   rax ", 8, false}, {" rbx", 8, false},    {" rcx ", 8, true},    {"   rdx ", 8, false},
	{" rdi", 8, false},    {" rsi ", 8, true},    {"   rbp ", 8, false}, {" rsp", 8, false},
	{" r8  ", 8, true},    {"    r9 ", 8, false}, {" r10", 8, false},    {" r11 ", 8, true},
	{"   r12 ", 8, false}, {" r13", 8, false},    {" r14 ", 8, true},    {"   r15 ", 8, false},
	{" rip", 8, true},     {"rflags ", 8, false}, {" cs ", 8, false},    {" fs  ", 8, true},
	{"    gs ", 8, true},
};
static const struct reg i386[] = {
	{"\t    eax", 4, false}, {" ebx   ", 4, false}, {" ecx", 4, false}, {" edx", 4, true},
	{"\t    edi", 4, false}, {" esi   ", 4, false}, {" ebp", 4, false}, {" esp", 4, true},
	{"\t    ss ", 4, false}, {" eflags", 4, false}, {" eip", 4, false}, {" cs ", 4, true},
	{"\t    ds ", 4, false}, {" es    ", 4, false}, {" fs ", 4, false}, {" gs ", 4, true},
};
static const struct reg arm[] = {
	{"\t    r0 ", 4, false}, {" r1    ", 4, false}, {" r2 ", 4, false}, {" r3 ", 4, true},
	{"\t    r4 ", 4, false}, {" r5    ", 4, false}, {" r6 ", 4, false}, {" r7 ", 4, true},
	{"\t    r8 ", 4, false}, {" r9    ", 4, false}, {" r10", 4, false}, {" r11", 4, true},
	{"\t    r12", 4, false}, {" sp    ", 4, false}, {" lr ", 4, false}, {" pc ", 4, true},
	{"\t   cpsr", 4, true},
};
static const struct reg arm64[] = {
	{"\t    x0 ", 8, false}, {" x1 ", 8, false},      {" x2 ", 8, true},       {"\t    x3 ", 8, false},
	{" x4 ", 8, false},      {" x5 ", 8, true},       {"\t    x6 ", 8, false}, {" x7 ", 8, false},
	{" x8 ", 8, true},       {"\t    x9 ", 8, false}, {" x10", 8, false},      {" x11", 8, true},
	{"\t    x12", 8, false}, {" x13", 8, false},      {" x14", 8, true},       {"\t    x15", 8, false},
	{" x16", 8, false},      {" x17", 8, true},       {"\t    x18", 8, false}, {" x19", 8, false},
	{" x20", 8, true},       {"\t    x21", 8, false}, {" x22", 8, false},      {" x23", 8, true},
	{"\t    x24", 8, false}, {" x25", 8, false},      {" x26", 8, true},       {"\t    x27", 8, false},
	{" x28", 8, false},      {"  fp", 8, true},       {"\t     lr", 8, false}, {" sp ", 8, false},
	{"  pc", 8, true},       {"\t   cpsr", 4, true},
};

static const struct state {
	uint32_t cputype, flavor, count;
	const char *name, *count_name, *other_count;
	const struct reg *regs;
	uint8_t n, padding;
} states[] = {
#define S(type, flavor, count, name, other, regs, padding) \
	{ type, flavor, count, name, name "_COUNT", "(not " other ")", regs, sizeof regs / sizeof regs[0], padding }
	S(CPU_TYPE_X86_64, 4, 42, "x86_THREAD_STATE64", "x86_THREAD_STATE64_COUNT", x86_64, 0),
	S(CPU_TYPE_I386, 1, 16, "i386_THREAD_STATE", "x86_THREAD_STATE32_COUNT", i386, 0),
	S(CPU_TYPE_ARM, 1, 17, "ARM_THREAD_STATE", "ARM_THREAD_STATE_COUNT", arm, 0),
	S(CPU_TYPE_ARM64, 6, 68, "ARM_THREAD_STATE64", "ARM_THREAD_STATE64_COUNT", arm64, 4),
	S(CPU_TYPE_ARM64_32, 6, 68, "ARM_THREAD_STATE64", "ARM_THREAD_STATE64_COUNT", arm64, 4),
#undef S
};

#define WIDTH 11

struct thread {
	struct lw_macho_fields *out;
	struct lw_span s;
	uint64_t at;
	bool big;
};

static uint64_t next(struct thread *t, uint8_t size) {
	bool ok = true;
	const uint64_t v = lw_span_uint(t->s, t->at, size, t->big, &ok);
	t->at = ok ? t->at + size : t->s.len;
	return v;
}

static bool words(struct thread *t, const char *name, const char *text, struct lw_error *err) {
	const struct lw_macho_field f = {.name = name, .shape = LW_SHAPE_TEXT, .width = WIDTH, .text = text};
	return lw_macho_add_field(t->out, f, err);
}

static bool number(struct thread *t, const char *name, uint64_t value, const char *remark, struct lw_error *err) {
	const struct lw_macho_field f = {.name = name, .width = WIDTH, .value = value, .remark = remark};
	return lw_macho_add_field(t->out, f, err);
}

/* Registers that the command is too short for are zero. */
static bool known(struct thread *t, const struct state *s, uint64_t count, struct lw_error *err) {
	LW_TRY(words(t, "flavor", s->name, err));
	LW_TRY(count == s->count ? words(t, "count", s->count_name, err)
				 : number(t, "count", count, s->other_count, err));
	for (uint8_t i = 0; i < s->n; i++) {
		const struct reg *r = &s->regs[i];
		const struct lw_macho_field f = {.name = r->name,
						 .shape = LW_SHAPE_ADDRESS,
						 .digits = (uint8_t)(2 * r->size),
						 .more = !r->ends,
						 .value = next(t, r->size)};
		LW_TRY(lw_macho_add_field(t->out, f, err));
	}
	t->at += s->padding;
	return true;
}

static const struct state *state_of(uint64_t cputype, uint64_t flavor, bool *machine) {
	const struct state *found = NULL;
	*machine = false;
	for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
		*machine |= states[i].cputype == cputype;
		if (states[i].cputype == cputype && states[i].flavor == flavor)
			found = &states[i];
	}
	return found;
}

static bool unknown(struct thread *t, uint64_t flavor, uint64_t count, bool machine, struct lw_error *err) {
	t->at += count * 4;
	return number(t, "flavor", flavor, machine ? "(unknown)" : NULL, err) && number(t, "count", count, NULL, err) &&
		words(t, "state", machine ? "(unknown)" : "(Unknown cputype/cpusubtype)", err);
}

bool lw_macho_tell_thread(struct lw_macho_fields *to, const struct lw_image *img, struct lw_span command,
			  struct lw_error *err) {
	struct thread t = {.out = to, .s = command, .at = 8, .big = img->big_endian};
	while (t.at < t.s.len) {
		bool machine;
		const uint64_t flavor = next(&t, 4), count = next(&t, 4);
		const struct state *s = state_of(img->macho->header.cputype, flavor, &machine);
		LW_TRY(s != NULL ? known(&t, s, count, err) : unknown(&t, flavor, count, machine, err));
	}
	return true;
}
