/* SPDX-License-Identifier: Apache-2.0 */
/*
 * elf-facts FILE...: all that the reader tells about each file, one fact a line, in an order that does not change.
 * tests/live/readelf.py compares it with readelf. A file that is not ELF gives one line with the reason.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "format/elf_parse.h"
#include "format/elf_reader.h"
#include "names/elf_names.h"
#include "os/fs.h"

static const char *const kinds[] = {"other", "program", "library", "static", "static-pie"};
static const char *const needs[] = {"needed", "auxiliary", "filter"};

static void number(const char *what, uint64_t v) {
	printf("%s %#" PRIx64 "\n", what, v);
}

static void text(const char *what, const char *s) {
	if (s != NULL)
		printf("%s %s\n", what, s);
}

static void flags(const char *what, uint64_t v, const char *name_of(uint64_t)) {
	printf("%s %#" PRIx64, what, v);
	for (unsigned i = 0; i < 64; i++) {
		const uint64_t bit = UINT64_C(1) << i;
		if ((v & bit) != 0)
			printf(" %s", name_of(bit) == NULL ? "?" : name_of(bit));
	}
	putchar('\n');
}

static void print_header(const struct lw_image *img) {
	const struct lw_elf *e = img->elf;
	printf("kind %s\n", kinds[img->kind]);
	printf("bits %u\nbyte-order %s\n", img->bits, img->big_endian ? "big" : "little");
	const char *name = lw_elf_machine_exact_name(img->machine, img->bits, img->big_endian);
	printf("machine %u %s\n", img->machine, name == NULL ? "?" : name);
	printf("type %" PRIu64 " %s\n", e->ehdr.e_type,
	       lw_elf_type_name(e->ehdr.e_type) == NULL ? "?" : lw_elf_type_name(e->ehdr.e_type));
	printf("program-headers %s%" PRIu32 "\n", e->has_phdrs ? "" : "unread ", e->n_phdrs);
	for (uint32_t i = 0; i < e->n_phdrs; i++)
		printf("program-header %#" PRIx64 " %#" PRIx64 " %#" PRIx64 " %#" PRIx64 " %#" PRIx64 "\n",
		       e->phdrs[i].p_type, e->phdrs[i].p_offset, e->phdrs[i].p_vaddr, e->phdrs[i].p_filesz,
		       e->phdrs[i].p_memsz);
	text("interp", img->interp);
}

static void print_dynamic(const struct lw_image *img) {
	const struct lw_elf *e = img->elf;
	printf("dynamic %s %" PRIu32 "\n", e->has_dynamic ? "yes" : "no", e->n_dyns);
	text("soname", img->soname.text);
	text("rpath", img->rpath.text);
	text("runpath", img->runpath.text);
	text("audit", e->audit.text);
	text("depaudit", e->depaudit.text);
	for (uint32_t i = 0; i < img->n_needs; i++)
		printf("%s %s\n", needs[img->needs[i].kind], img->needs[i].name);
	flags("flags", e->flags, lw_elf_flag_name);
	flags("flags-1", e->flags_1, lw_elf_flag_1_name);
	printf("has%s%s%s%s%s\n", e->has_gnu_hash ? " gnu-hash" : "", e->has_sysv_hash ? " sysv-hash" : "",
	       e->has_relr ? " relr" : "", e->has_verdef ? " verdef" : "", e->has_tls ? " tls" : "");
}

static void print_versions(const struct lw_elf *e) {
	for (uint32_t i = 0; i < e->n_verneeds; i++) {
		const struct lw_verneed *v = &e->verneeds[i];
		printf("verneed %s %s %u%s\n", v->file, v->version, v->index, v->weak ? " weak" : "");
	}
	for (uint32_t i = 0; i < e->n_verdefs; i++) {
		const struct lw_verdef *v = &e->verdefs[i];
		printf("verdef %s %u%s%s\n", v->version, v->index, v->base ? " base" : "", v->weak ? " weak" : "");
	}
}

static void print_notes(const struct lw_image *img) {
	const struct lw_elf *e = img->elf;
	if (img->build_id != NULL)
		printf("build-id ");
	for (uint32_t i = 0; i < img->n_build_id; i++)
		printf("%02x%s", img->build_id[i], i + 1 == img->n_build_id ? "\n" : "");
	if (e->has_abi_tag)
		printf("abi-tag %" PRIu32 " %" PRIu32 ".%" PRIu32 ".%" PRIu32 "\n", e->abi_os, e->abi_version[0],
		       e->abi_version[1], e->abi_version[2]);
	if (e->has_feature_1)
		number("feature-1", e->feature_1);
	number("isa-needed", e->x86_isa_needed);
	number("isa-used", e->x86_isa_used);
	for (uint32_t i = 0; i < e->n_dlopens; i++) {
		printf("dlopen %s %s", e->dlopens[i].priority == NULL ? "-" : e->dlopens[i].priority,
		       e->dlopens[i].feature == NULL ? "-" : e->dlopens[i].feature);
		for (uint32_t k = 0; k < e->dlopens[i].n_sonames; k++)
			printf(" %s", e->dlopens[i].sonames[k]);
		putchar('\n');
	}
}

static void print_error(const char *what, const struct lw_error *err) {
	printf("%s %s %#" PRIx64 " %s\n", what, lw_code_name(err->code), err->off, err->text);
}

static void print_symbols(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a) {
	const struct lw_symbol *s;
	struct lw_error err = {0};
	struct lw_elf_reader r;
	uint64_t count = 0;
	size_t n;
	if (lw_elf_reader_init(&r, src, a, &err)) {
		lw_elf_reader_of(&r, img);
		if (!lw_elf_count_symbols(&r, &count, &err))
			count = 0;
	}
	printf("symbols %" PRIu64 "\n", count);
	lw_error_clear(&err);
	if (!lw_elf_symbols(src, img, a, &s, &n, &err)) {
		print_error("symbols-error", &err);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const char *at = s[i].version == NULL ? "" : s[i].hidden || s[i].version_file != NULL ? "@" : "@@";
		printf("symbol %s%s%s\n", s[i].name, at, s[i].version == NULL ? "" : s[i].version);
	}
}

static void print_image(const struct lw_source *src, struct lw_arena *a) {
	struct lw_image *img;
	struct lw_error err = {0};
	if (!lw_elf_parse(src, a, &img, &err)) {
		print_error("error", &err);
		return;
	}
	print_header(img);
	print_dynamic(img);
	print_versions(img->elf);
	print_notes(img);
	print_symbols(src, img, a);
	if (img->damage != NULL)
		print_error("damage", img->damage);
}

int main(int argc, char **argv) {
	const struct lw_fs *fs = lw_fs_disk();
	for (int i = 1; i < argc; i++) {
		struct lw_arena a = {0};
		struct lw_source src;
		struct lw_stat st;
		printf("file %s\n", argv[i]);
		int sys = fs->ops->open(fs, argv[i], &src, &st);
		if (sys != 0 || st.kind != LW_KIND_FILE) {
			printf("error is no file that can be read\n");
			continue;
		}
		print_image(&src, &a);
		lw_source_close(&src);
		lw_arena_free(&a);
	}
	return 0;
}
