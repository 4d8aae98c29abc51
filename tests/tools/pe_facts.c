/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pe-facts FILE...: all that the reader tells about each file, one fact a line, in an order that does not change.
 * tests/live/pe.py compares it with llvm-readobj. A file that is not PE gives one line with the reason.
 */
#include <inttypes.h>
#include <stdio.h>

#include "format/manifest.h"
#include "format/pe_parse.h"
#include "names/pe_names.h"
#include "os/fs.h"

static const char *const kinds[] = {"other", "program", "library"};
static const char *const needs[LW_N_NEED_KINDS] = {
	[LW_NEED_LIBRARY] = "import", [LW_NEED_DELAY] = "delay-import", [LW_NEED_FORWARD] = "forward"};
static const char *const hybrids[] = {"no", "chpe", "arm64ec", "arm64x"};

static void flags(const char *what, uint64_t v, const char *name_of(uint64_t)) {
	printf("%s %#" PRIx64, what, v);
	for (unsigned i = 0; i < 64; i++) {
		const uint64_t bit = UINT64_C(1) << i;
		if ((v & bit) != 0)
			printf(" %s", name_of(bit) == NULL ? "?" : name_of(bit));
	}
	putchar('\n');
}

static const char *word(const char *s) {
	return s == NULL ? "?" : s;
}

static void print_header(const struct lw_image *img) {
	const struct lw_pe *pe = img->pe;
	const struct lw_pe_optional *o = &pe->optional;
	printf("kind %s\nbits %u\n", kinds[img->kind], img->bits);
	printf("machine %#x %s\n", img->machine, word(lw_pe_machine_name(img->machine)));
	printf("timestamp %#" PRIx64 "\n", pe->coff.time_date_stamp);
	flags("characteristics", pe->coff.characteristics, lw_pe_characteristic_name);
	printf("subsystem %" PRIu64 " %s\n", o->subsystem, word(lw_pe_subsystem_name(o->subsystem)));
	printf("subsystem-version %" PRIu64 ".%" PRIu64 "\n", o->major_subsystem_version, o->minor_subsystem_version);
	printf("os-version %" PRIu64 ".%" PRIu64 "\n", o->major_os_version, o->minor_os_version);
	printf("image-base %#" PRIx64 "\n", o->image_base);
	printf("alignment %#" PRIx64 " %#" PRIx64 "%s\n", o->section_alignment, o->file_alignment,
	       pe->flat ? " flat" : "");
	printf("size %#" PRIx64 " %#" PRIx64 "\n", o->size_of_image, o->size_of_headers);
	printf("checksum %#" PRIx64 "\n", o->check_sum);
	flags("dll-characteristics", o->dll_characteristics, lw_pe_dll_characteristic_name);
	printf("sections %" PRIu32 "\n", pe->n_sections);
	for (unsigned i = 0; i < LW_PE_DIRECTORIES; i++)
		if (pe->directories[i].rva != 0)
			printf("directory %s %#" PRIx64 " %#" PRIx64 "\n", lw_pe_directory_name(i),
			       pe->directories[i].rva, pe->directories[i].size);
}

static void print_needs(const struct lw_image *img) {
	const struct lw_pe *pe = img->pe;
	for (uint32_t i = 0; i < img->n_needs; i++)
		printf("%s %s%s%s\n", needs[img->needs[i].kind], img->needs[i].name,
		       i < pe->n_dlls && pe->dlls[i].unused ? " unused" : "",
		       i < pe->n_dlls && pe->dlls[i].by_address ? " by-address" : "");
	for (uint32_t i = 0; i < pe->n_bounds; i++)
		printf("%s %#" PRIx64 " %s\n", pe->bounds[i].forwarder ? "bound-forwarder" : "bound",
		       pe->bounds[i].time_date_stamp, pe->bounds[i].name);
}

static void print_parts(const struct lw_image *img) {
	const struct lw_pe *pe = img->pe;
	if (pe->has_load_config)
		printf("load-config %#" PRIx64 " %#" PRIx64 "\n", pe->dependent_load_flags, pe->guard_flags);
	printf("hybrid %s\ntls %s\n", hybrids[pe->hybrid], pe->has_tls ? "yes" : "no");
	if (pe->is_clr) {
		printf("clr %" PRIu64 ".%" PRIu64, pe->clr_major, pe->clr_minor);
		flags("", pe->clr_flags, lw_pe_clr_flag_name);
	}
	if (img->build_id != NULL)
		printf("build-id ");
	for (uint32_t i = 0; i < img->n_build_id; i++)
		printf("%02x%s", img->build_id[i], i + 1 == img->n_build_id ? "\n" : "");
	if (pe->pdb != NULL)
		printf("pdb %" PRIu64 " %s\n", pe->pdb_age, pe->pdb);
	for (uint32_t i = 0; i < pe->n_manifests; i++)
		printf("manifest %" PRIu32 " %#" PRIx32 " %#" PRIx64 " %#" PRIx64 "\n", pe->manifests[i].id,
		       pe->manifests[i].language, pe->manifests[i].off, pe->manifests[i].size);
	if (pe->directories[LW_PE_CERTIFICATE].rva != 0)
		printf("certificate %s\n", pe->certificate_at_end ? "at-end" : pe->certificate_cut ? "cut" : "inside");
	if (pe->overlay_size != 0)
		printf("overlay %#" PRIx64 " %#" PRIx64 "\n", pe->overlay_off, pe->overlay_size);
}

static void print_error(const char *what, const struct lw_error *err) {
	printf("%s %s %#" PRIx64 " %s\n", what, lw_code_name(err->code), err->off, err->text);
}

static void print_identity(const char *what, const struct lw_manifest_identity *i) {
	printf("%s %s %s %s %s %s %s\n", what, word(i->name), word(i->version), word(i->type),
	       word(i->processor_architecture), word(i->public_key_token), word(i->language));
}

static void print_manifest(const struct lw_manifest *m) {
	if (m->has_identity)
		print_identity("assembly", &m->identity);
	for (uint32_t i = 0; i < m->n_dependencies; i++)
		print_identity(m->dependencies[i].optional ? "wants-assembly" : "needs-assembly",
			       &m->dependencies[i].identity);
	for (uint32_t i = 0; i < m->n_files; i++)
		printf("assembly-file %s %s\n", m->files[i].name, word(m->files[i].load_from));
	printf("settings %s %s%s%s\n", word(m->execution_level), word(m->active_code_page),
	       m->long_path_aware ? " long-paths" : "", m->no_inherit ? " no-inherit" : "");
}

static void print_manifests(const struct lw_source *src, const struct lw_pe *pe, struct lw_arena *a) {
	for (uint32_t i = 0; i < pe->n_manifests; i++) {
		struct lw_manifest *m;
		struct lw_span text;
		struct lw_error err = {0};
		if (lw_source_view(src, pe->manifests[i].off, pe->manifests[i].size, a, &text, &err) &&
		    lw_manifest_parse(text, a, &m, &err))
			print_manifest(m);
		else
			print_error("manifest-error", &err);
	}
}

static void print_imports(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a) {
	const struct lw_pe_import *list;
	struct lw_error err = {0};
	size_t n;
	if (!lw_pe_imports(src, img, a, &list, &n, &err)) {
		print_error("imports-error", &err);
		return;
	}
	for (size_t i = 0; i < n; i++)
		printf("symbol %" PRIu32 " %u %s\n", list[i].dll, list[i].hint,
		       list[i].name == NULL ? "#" : list[i].name);
}

static void print_exports(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a) {
	struct lw_pe_exports x;
	struct lw_error err = {0};
	if (img->soname.text != NULL)
		printf("own-name %s\n", img->soname.text);
	if (!lw_pe_exports(src, img, a, &x, &err)) {
		print_error("exports-error", &err);
		return;
	}
	printf("exports %" PRIu32 " %" PRIu32 "%s\n", x.n, x.n_named, x.sorted ? " sorted" : "");
	for (uint32_t i = 0; i < x.n; i++)
		printf("export %" PRIu32 " %#" PRIx64 " %s %s\n", x.list[i].ordinal, x.list[i].rva,
		       x.list[i].forward == NULL ? "-" : x.list[i].forward,
		       x.list[i].name == NULL ? "" : x.list[i].name);
}

static void print_image(const struct lw_source *src, struct lw_arena *a) {
	struct lw_image *img;
	struct lw_error err = {0};
	if (!lw_pe_parse(src, a, &img, &err)) {
		print_error("error", &err);
		return;
	}
	print_header(img);
	print_needs(img);
	print_parts(img);
	print_manifests(src, img->pe, a);
	print_imports(src, img, a);
	print_exports(src, img, a);
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
