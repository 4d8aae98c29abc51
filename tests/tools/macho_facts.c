/* SPDX-License-Identifier: Apache-2.0 */
/*
 * macho-facts [--no-symbols] [--check] FILE...: all that the reader tells about each file, one fact a line, in an order
 * that does not change. tests/live/macho.py compares it with llvm-objdump. A file that is not Mach-O gives one line
 * with the reason. --check compares the hashes of code signatures with the file.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "format/macho_parse.h"
#include "names/macho_names.h"
#include "os/fs.h"

static const char *const kinds[] = {"other", "program", "library", "static", "static-pie", "bundle", "linker"};
static const char *const needs[] = {
#define X(code, name) name,
	LW_NEED_KINDS(X)
#undef X
};
static const char *const entitlements[] = {
#define X(code, key) key,
	LW_MACHO_ENTITLEMENTS(X)
#undef X
};
static const char *const sign_kinds[] = {"none", "adhoc", "signed"};

static const char *or_what(const char *s) {
	return s == NULL ? "?" : s;
}

static void version(uint32_t v) {
	printf("%" PRIu32 ".%" PRIu32 ".%" PRIu32, v >> 16, v >> 8 & 0xff, v & 0xff);
}

static void print_header(const struct lw_image *img) {
	const struct lw_macho_header *h = &img->macho->header;
	printf("slice %#" PRIx64 " %#" PRIx64 "\n", img->slice_off, img->slice_size);
	printf("arch %s %s\n", or_what(lw_macho_arch_name(h->cputype, h->cpusubtype)),
	       or_what(lw_macho_machine_name(img->machine)));
	printf("kind %s\nbits %u\nbyte-order %s\n", kinds[img->kind], img->bits, img->big_endian ? "big" : "little");
	printf("type %s\nflags %#" PRIx64, or_what(lw_macho_type_name(h->filetype)), h->flags);
	for (unsigned i = 0; i < 32; i++)
		if ((h->flags >> i & 1) != 0)
			printf(" %s", or_what(lw_macho_flag_name(UINT64_C(1) << i)));
	printf("\ncommands %" PRIu32 "\n", img->macho->n_commands);
	for (uint32_t i = 0; i < img->macho->n_commands; i++)
		printf("command %s %" PRIu32 "\n", or_what(lw_macho_command_name(img->macho->commands[i].cmd)),
		       img->macho->commands[i].size);
}

static void print_dylib(const char *what, const char *name, const struct lw_macho_dylib *d) {
	printf("%s %s ", what, name);
	version(d->current);
	putchar(' ');
	version(d->compatibility);
	printf(" %" PRIu32 "%s%s%s%s%s\n", d->timestamp, d->is_use ? " use" : "", d->weak ? " weak" : "",
	       d->reexport ? " reexport" : "", d->upward ? " upward" : "", d->delayed ? " delayed" : "");
}

static void print_dylibs(const struct lw_image *img) {
	if (img->soname.text != NULL)
		print_dylib("id", img->soname.text, &img->macho->id);
	for (uint32_t i = 0; i < img->n_needs; i++)
		print_dylib(needs[img->needs[i].kind], img->needs[i].name, &img->macho->dylibs[i]);
}

static void print_list(const char *what, const struct lw_entry_text *list, uint32_t n) {
	for (uint32_t i = 0; i < n; i++)
		if (list[i].text != NULL)
			printf("%s %s\n", what, list[i].text);
}

static void print_texts(const struct lw_macho *m) {
	print_list("rpath", m->rpaths, m->n_rpaths);
	print_list("dylinker", &m->dylinker, 1);
	print_list("environment", m->environment, m->n_environment);
	print_list("umbrella", &m->umbrella, 1);
	print_list("client", m->clients, m->n_clients);
	print_list("sub-umbrella", m->sub_umbrellas, m->n_sub_umbrellas);
	print_list("sub-library", m->sub_libraries, m->n_sub_libraries);
}

static void print_builds(const struct lw_macho *m) {
	for (uint32_t i = 0; i < m->n_builds; i++) {
		const struct lw_macho_build *b = &m->builds[i];
		printf("build %s ", or_what(lw_macho_platform_name(b->platform)));
		version(b->min_os);
		putchar(' ');
		version(b->sdk);
		for (uint32_t k = 0; k < b->n_tools; k++) {
			printf(" %s=", or_what(lw_macho_tool_name(b->tools[k].tool)));
			version(b->tools[k].version);
		}
		putchar('\n');
	}
	if (m->has_source_version)
		printf("source-version %#" PRIx64 "\n", m->source_version);
}

static void print_segments(const struct lw_macho *m) {
	for (uint32_t i = 0; i < m->n_segments; i++) {
		const struct lw_macho_segment *s = &m->segments[i];
		printf("segment %s %#" PRIx64 " %#" PRIx64 " %#" PRIx64 " %#" PRIx64 " %#" PRIx32 " %#" PRIx32 "\n",
		       s->name, s->addr, s->size, s->off, s->file_size, s->max_prot, s->init_prot);
		for (uint32_t k = 0; k < s->n_sections; k++) {
			const struct lw_macho_section *x = &m->sections[s->first_section + k];
			printf("section %s %s %#" PRIx64 " %#" PRIx64 " %#" PRIx64 "\n", x->segment, x->name, x->addr,
			       x->size, x->off);
		}
	}
}

static void print_signature(const struct lw_macho_signature *s) {
	printf("signature %s\n", sign_kinds[s->kind]);
	for (uint32_t i = 0; i < s->n_directories; i++) {
		const struct lw_macho_directory *d = &s->directories[i];
		printf("directory %s%s %s %s %" PRIu32, or_what(lw_macho_hash_name(d->hash_type)),
		       d == s->best ? " best" : "", d->identifier == NULL ? "-" : d->identifier,
		       d->team == NULL ? "-" : d->team, d->n_pages);
		for (unsigned k = 0; k < 32; k++)
			if ((d->flags >> k & 1) != 0)
				printf(" %s", or_what(lw_macho_sign_flag_name(UINT64_C(1) << k)));
		putchar('\n');
	}
	for (unsigned i = 0; i < LW_N_MACHO_ENTITLEMENTS; i++)
		if ((s->entitled >> i & 1) != 0)
			printf("entitled %s\n", entitlements[i]);
}

static void print_error(const char *what, const struct lw_error *err) {
	printf("%s %s %#" PRIx64 " %s\n", what, lw_code_name(err->code), err->off, err->text);
}

static void print_rest(const struct lw_image *img) {
	const struct lw_macho *m = img->macho;
	if (img->n_build_id != 0)
		printf("uuid ");
	for (uint32_t i = 0; i < img->n_build_id; i++)
		printf("%02x%s", img->build_id[i], i + 1 == img->n_build_id ? "\n" : "");
	if (m->has_encryption)
		printf("cryptid %" PRIu32 "\n", m->cryptid);
	printf("has%s%s%s%s%s\n", m->has_main ? " main" : "", m->has_unixthread ? " unixthread" : "",
	       m->restricted ? " restrict" : "", m->two_level ? " two-level" : "",
	       m->has_chained_fixups ? " chained" : "");
}

static void print_symbols(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a) {
	const struct lw_macho_symbol *s;
	struct lw_error err = {0};
	size_t n;
	if (!lw_macho_symbols(src, img, a, &s, &n, &err)) {
		print_error("symbols-error", &err);
		return;
	}
	for (size_t i = 0; i < n; i++)
		if (s[i].undefined)
			printf("undefined %" PRId32 "%s %s\n", s[i].ordinal, s[i].weak ? " weak" : "", s[i].name);
		else if (s[i].reexport)
			printf("reexport %" PRId32 " %s %s\n", s[i].ordinal, s[i].other_name, s[i].name);
		else
			printf("export %#" PRIx64 "%s %s\n", s[i].value, s[i].weak ? " weak" : "", s[i].name);
}

static void print_check(const struct lw_source *src, const struct lw_image *img) {
	struct lw_macho_check check;
	struct lw_error err = {0};
	if (!lw_macho_check_signature(src, img, &check, &err)) {
		print_error("check-error", &err);
		return;
	}
	for (uint32_t i = 0; i < check.n; i++)
		printf("pages %s %" PRIu32 " wrong\n", check.pages[i].checked ? "checked" : "unchecked",
		       check.pages[i].n_wrong);
}

static void print_image(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a, bool symbols,
			bool check) {
	print_header(img);
	print_dylibs(img);
	print_texts(img->macho);
	print_builds(img->macho);
	print_segments(img->macho);
	print_signature(&img->macho->signature);
	print_rest(img);
	if (symbols)
		print_symbols(src, img, a);
	if (check)
		print_check(src, img);
	if (img->damage != NULL)
		print_error("damage", img->damage);
}

static void print_file(const struct lw_source *src, bool symbols, bool check) {
	struct lw_arena a = {0};
	struct lw_images all;
	struct lw_error err = {0};
	if (!lw_macho_parse(src, &a, &all, &err))
		print_error("error", &err);
	else
		for (uint32_t i = 0; i < all.n; i++)
			print_image(src, all.at[i], &a, symbols, check);
	lw_arena_free(&a);
}

int main(int argc, char **argv) {
	const struct lw_fs *fs = lw_fs_disk();
	bool symbols = true, check = false;
	for (int i = 1; i < argc; i++) {
		struct lw_source src;
		struct lw_stat st;
		if (strncmp(argv[i], "--", 2) == 0) {
			symbols &= strcmp(argv[i], "--no-symbols") != 0;
			check |= strcmp(argv[i], "--check") == 0;
			continue;
		}
		printf("file %s\n", argv[i]);
		int sys = fs->ops->open(fs, argv[i], &src, &st);
		if (sys != 0 || st.kind != LW_KIND_FILE) {
			printf("error is no file that can be read\n");
			continue;
		}
		print_file(&src, symbols, check);
		lw_source_close(&src);
	}
	return 0;
}
