/* SPDX-License-Identifier: Apache-2.0 */
#include "format/syscalls.h"

#include "base/fail.h"
#include "bytes/span.h"
#include "linkwright/macho.h"
#include "linkwright/pe.h"
#include "names/macho_numbers.h"
#include "names/pe_numbers.h"

#define MOST_CODE ((uint64_t)1 << 30)
/* Apple mach-o/loader.h: S_ATTR_PURE_INSTRUCTIONS, S_ATTR_SOME_INSTRUCTIONS; Microsoft PE format:
 * IMAGE_SCN_MEM_EXECUTE. */
#define HAS_INSTRUCTIONS 0x80000400u
#define MEM_EXECUTE 0x20000000u

#define ANY 0x100
#define LONGEST_FORM 24

/* Bytes, ANY for one of any value; -1 behind the last. */
struct form {
	const char *instruction;
	unsigned at; /* of the instruction in the form */
	int bytes[LONGEST_FORM];
};

/* xnu osfmk/mach/i386/syscall_sw.h: the class of a call is the number's highest byte, 1 Mach, 2 Unix, 3 machine. */
#define MOV_CLASS(class) 0xb8, ANY, ANY, 0x00, class
static const struct form macho_x86_64[] = {
	{"syscall", 5, {MOV_CLASS(1), 0x0f, 0x05, -1}},
	{"syscall", 5, {MOV_CLASS(2), 0x0f, 0x05, -1}},
	{"syscall", 5, {MOV_CLASS(3), 0x0f, 0x05, -1}},
	{"syscall", 8, {MOV_CLASS(1), 0x49, 0x89, 0xca, 0x0f, 0x05, -1}}, /* mov r10, rcx between */
	{"syscall", 8, {MOV_CLASS(2), 0x49, 0x89, 0xca, 0x0f, 0x05, -1}},
	{"syscall", 8, {MOV_CLASS(3), 0x49, 0x89, 0xca, 0x0f, 0x05, -1}},
	{"syscall", 6, {0x48, 0x05, 0x00, 0x00, 0x00, 0x02, 0x0f, 0x05, -1}}, /* add rax, class: Go before 1.12 */
	{NULL, 0, {-1}},
};
static const struct form macho_i386[] = {
	{"int 0x80", 5, {0xb8, ANY, ANY, 0x00, 0x00, 0xcd, 0x80, -1}},
	{NULL, 0, {-1}},
};
/* mov r10, rcx (either encoding); mov eax, number; [the test of SharedUserData that ntdll makes;] syscall. */
#define MOV_NUMBER 0xb8, ANY, ANY, 0x00, 0x00
#define TEST_SHARED 0xf6, 0x04, 0x25, 0x08, 0x03, 0xfe, 0x7f, 0x01, 0x75, 0x03
static const struct form pe_x86_64[] = {
	{"syscall", 8, {0x4c, 0x8b, 0xd1, MOV_NUMBER, 0x0f, 0x05, -1}},
	{"syscall", 8, {0x49, 0x89, 0xca, MOV_NUMBER, 0x0f, 0x05, -1}},
	{"syscall", 18, {0x4c, 0x8b, 0xd1, MOV_NUMBER, TEST_SHARED, 0x0f, 0x05, -1}},
	{"int 0x2e", 8, {0x4c, 0x8b, 0xd1, MOV_NUMBER, 0xcd, 0x2e, -1}},
	{NULL, 0, {-1}},
};
static const struct form pe_i386[] = {
	{"int 0x2e", 9, {MOV_NUMBER, 0x8d, 0x54, 0x24, 0x04, 0xcd, 0x2e, -1}}, /* lea edx, [esp + 4] between */
	{"int 0x2e", 5, {MOV_NUMBER, 0xcd, 0x2e, -1}},
	{"sysenter", 7, {MOV_NUMBER, 0x8b, 0xd4, 0x0f, 0x34, -1}}, /* mov edx, esp between */
	{"sysenter", 7, {MOV_NUMBER, 0x89, 0xe2, 0x0f, 0x34, -1}},
	{NULL, 0, {-1}},
};

static bool matches(struct lw_span s, uint64_t at, const struct form *f) {
	bool ok = true;
	for (unsigned i = 0; f->bytes[i] >= 0; i++)
		if (f->bytes[i] != ANY && (int)lw_span_uint(s, at + i, 1, false, &ok) != f->bytes[i])
			return false;
	return ok;
}

static void count(struct lw_syscalls *out, uint64_t off, const char *instruction) {
	if (out->n++ != 0)
		return;
	out->first = off;
	out->instruction = instruction;
}

static void scan_forms(struct lw_span s, uint64_t off, const struct form *forms, struct lw_syscalls *out) {
	bool ok = true;
	for (uint64_t i = 0; i < s.len; i++) {
		const int first = (int)lw_span_uint(s, i, 1, false, &ok);
		for (const struct form *f = forms; f->instruction != NULL; f++)
			if (f->bytes[0] == first && matches(s, i, f))
				count(out, off + i + f->at, f->instruction);
	}
}

/* Windows' own calls are `svc #number; ret`; macOS' are all `svc #0x80`. */
static void scan_arm64(struct lw_span s, uint64_t off, bool macho, struct lw_syscalls *out) {
	bool ok = true;
	for (uint64_t i = 0; i + 8 <= s.len; i += 4) {
		const uint64_t w = lw_span_uint(s, i, 4, false, &ok);
		if (macho && w == 0xd4001001)
			count(out, off + i, "svc #0x80");
		if (!macho && (w & 0xffe0001f) == 0xd4000001 && lw_span_uint(s, i + 4, 4, false, &ok) == 0xd65f03c0)
			count(out, off + i, "svc");
	}
}

static const struct form *forms_of(const struct lw_image *img) {
	if (img->macho != NULL)
		return img->macho->header.cputype == CPU_TYPE_X86_64  ? macho_x86_64
			: img->macho->header.cputype == CPU_TYPE_I386 ? macho_i386
								      : NULL;
	return img->machine == LW_PE_MACHINE_AMD64 ? pe_x86_64 : img->machine == LW_PE_MACHINE_I386 ? pe_i386 : NULL;
}

static bool scan(const struct lw_source *src, const struct lw_image *img, uint64_t off, uint64_t size, uint64_t *left,
		 struct lw_syscalls *out, struct lw_error *err) {
	struct lw_arena scratch = {0};
	struct lw_span s;
	const struct form *forms = forms_of(img);
	const bool arm64 =
		img->macho != NULL ? img->macho->header.cputype == CPU_TYPE_ARM64 : img->machine == LW_PE_MACHINE_ARM64;
	if (off >= src->size || (forms == NULL && !arm64))
		return true;
	const uint64_t n = size < src->size - off ? size : src->size - off;
	if (n > *left)
		return true;
	*left -= n;
	const bool ok = lw_source_view(src, off, n, &scratch, &s, err);
	if (ok && arm64)
		scan_arm64(s, off, img->macho != NULL, out);
	else if (ok)
		scan_forms(s, off, forms, out);
	lw_arena_free(&scratch);
	return ok;
}

bool lw_find_syscalls(const struct lw_source *src, const struct lw_image *img, struct lw_syscalls *out,
		      struct lw_error *err) {
	/* Sections do not overlap, but a hostile file may say so. */
	uint64_t left = src->size < MOST_CODE ? src->size : MOST_CODE;
	*out = (struct lw_syscalls){0};
	for (uint32_t i = 0; img->macho != NULL && i < img->macho->n_sections; i++) {
		const struct lw_macho_section *s = &img->macho->sections[i];
		if (s->off != 0 && (s->flags & HAS_INSTRUCTIONS) != 0)
			LW_TRY(scan(src, img, s->off, s->size, &left, out, err));
	}
	for (uint32_t i = 0; img->pe != NULL && i < img->pe->n_sections; i++) {
		const struct lw_pe_section_header *h = &img->pe->sections[i].header;
		if ((h->characteristics & MEM_EXECUTE) != 0)
			LW_TRY(scan(src, img, h->pointer_to_raw_data, h->size_of_raw_data, &left, out, err));
	}
	return true;
}
