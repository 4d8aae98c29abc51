/* SPDX-License-Identifier: Apache-2.0 */
/* What the reader makes of sound PE files, and of what looks like them. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "names/pe_names.h"
#include "pe_fixture.h"

static void open_fixture(struct px *f, struct px_parsed *p, bool is64) {
	px_make(f, is64);
	assert_non_null(px_parse(f, p));
	if (p->img->damage != NULL)
		fail_msg("%s at %#llx", p->img->damage->text, (unsigned long long)p->img->damage->off);
}

static void close_fixture(struct px *f, struct px_parsed *p) {
	px_parsed_free(p);
	px_free(f);
}

static void headers(void **state) {
	(void)state;
	for (unsigned is64 = 0; is64 < 2; is64++) {
		struct px f;
		struct px_parsed p;
		open_fixture(&f, &p, is64 != 0);
		const struct lw_pe *pe = p.img->pe;
		assert_int_equal(p.img->format, LW_FORMAT_PE);
		assert_int_equal(p.img->kind, LW_IMAGE_LIBRARY);
		assert_int_equal(p.img->bits, is64 ? 64 : 32);
		assert_int_equal(p.img->machine, is64 ? 0x8664 : 0x14c);
		assert_null(p.img->elf);
		assert_int_equal(pe->coff.time_date_stamp, 0x12345678);
		assert_int_equal(pe->optional.image_base, is64 ? PX_BASE64 : PX_BASE32);
		assert_int_equal(pe->optional.subsystem, 3);
		assert_int_equal(pe->optional.major_subsystem_version, 6);
		assert_int_equal(pe->optional.minor_subsystem_version, 2);
		assert_int_equal(pe->optional.major_os_version, 6);
		assert_int_equal(pe->optional.check_sum, 0xabcd);
		assert_int_equal(pe->optional.dll_characteristics, 0x160);
		assert_int_equal(pe->n_sections, 3);
		assert_string_equal(pe->sections[1].name, ".rsrc");
		assert_string_equal(pe->sections[2].name, "longname");
		assert_int_equal(pe->sections[2].header.virtual_size, 0x1234);
		assert_false(pe->flat);
		close_fixture(&f, &p);
	}
}

static void check_need(const struct lw_image *img, uint32_t i, const char *name, enum lw_need_kind kind, uint64_t off) {
	assert_true(i < img->n_needs);
	assert_string_equal(img->needs[i].name, name);
	assert_int_equal(img->needs[i].kind, kind);
	assert_int_equal(img->needs[i].off, off);
}

static void needs(void **state) {
	(void)state;
	for (unsigned is64 = 0; is64 < 2; is64++) {
		struct px f;
		struct px_parsed p;
		open_fixture(&f, &p, is64 != 0);
		const struct lw_pe *pe = p.img->pe;
		const uint32_t n = is64 ? 4 : 5;
		check_need(p.img, 0, "KERNEL32.dll", LW_NEED_LIBRARY, px_find(&f, "import.0")->off);
		check_need(p.img, 1, "user32.dll", LW_NEED_LIBRARY, px_find(&f, "import.1")->off);
		check_need(p.img, 2, "unused.dll", LW_NEED_LIBRARY, px_find(&f, "import.2")->off);
		check_need(p.img, 3, "late.dll", LW_NEED_DELAY, px_find(&f, "delay.0")->off);
		if (!is64)
			check_need(p.img, 4, "old.dll", LW_NEED_DELAY, px_find(&f, "delay.1")->off);
		/* KERNEL32 is named by a forward too, but it is there already. */
		check_need(p.img, n, "NTDLL.dll", LW_NEED_FORWARD, px_find(&f, "export.functions")->off + 4);
		assert_int_equal(p.img->n_needs, n + 1);
		assert_int_equal(pe->n_dlls, n);
		assert_true(pe->dlls[2].unused && !pe->dlls[0].unused && !pe->dlls[1].unused);
		assert_int_equal(pe->dlls[0].time_date_stamp, 0xffffffff);
		assert_true(is64 || pe->dlls[4].by_address);
		assert_int_equal(pe->n_bounds, 2);
		assert_string_equal(pe->bounds[0].name, "KERNEL32.dll");
		assert_string_equal(pe->bounds[1].name, "NTDLL.DLL");
		assert_true(pe->bounds[1].forwarder && !pe->bounds[0].forwarder);
		close_fixture(&f, &p);
	}
}

static void imports(void **state) {
	(void)state;
	static const struct {
		uint32_t dll;
		const char *name;
		uint16_t hint;
	} want[] = {{0, "Sleep", 3}, {0, NULL, 17}, {1, "MessageBoxA", 9},
		    {3, "lazy", 0},  {3, NULL, 5},  {4, "ancient", 1}};
	for (unsigned is64 = 0; is64 < 2; is64++) {
		struct px f;
		struct px_parsed p;
		const struct lw_pe_import *list;
		size_t n;
		open_fixture(&f, &p, is64 != 0);
		assert_true(lw_pe_imports(&p.src, p.img, &p.a, &list, &n, &p.err));
		assert_int_equal(n, is64 ? 5 : 6);
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(list[i].dll, want[i].dll);
			assert_int_equal(list[i].hint, want[i].hint);
			assert_int_equal(list[i].name == NULL, want[i].name == NULL);
			if (want[i].name != NULL)
				assert_string_equal(list[i].name, want[i].name);
		}
		assert_int_equal(list[1].off, px_find(&f, "names.0")->off + (is64 ? 8 : 4));
		close_fixture(&f, &p);
	}
}

static void check_export(const struct lw_pe_export *x, const char *name, uint32_t ordinal, uint64_t rva,
			 const char *forward) {
	assert_int_equal(x->name == NULL, name == NULL);
	if (name != NULL)
		assert_string_equal(x->name, name);
	assert_int_equal(x->ordinal, ordinal);
	assert_int_equal(x->forward == NULL, forward == NULL);
	if (forward != NULL)
		assert_string_equal(x->forward, forward);
	else
		assert_int_equal(x->rva, rva);
}

static void exports(void **state) {
	(void)state;
	for (unsigned is64 = 0; is64 < 2; is64++) {
		struct px f;
		struct px_parsed p;
		struct lw_pe_exports x;
		open_fixture(&f, &p, is64 != 0);
		assert_string_equal(p.img->soname.text, "fixture.dll");
		assert_int_equal(p.img->soname.off, px_field_off(&f, "export", "name"));
		assert_true(lw_pe_exports(&p.src, p.img, &p.a, &x, &p.err));
		assert_int_equal(x.n, 4);
		assert_int_equal(x.n_named, 3);
		assert_true(x.sorted);
		check_export(&x.list[0], "alpha", 5, 0x1000, NULL);
		check_export(&x.list[1], "beta", 6, 0, "NTDLL.RtlSleep");
		check_export(&x.list[2], "gamma", 9, 0, "KERNEL32.#12");
		check_export(&x.list[3], NULL, 8, 0x1004, NULL);
		assert_int_equal(x.list[3].off, px_find(&f, "export.functions")->off + 12);
		close_fixture(&f, &p);
	}
}

static void parts(void **state) {
	(void)state;
	for (unsigned is64 = 0; is64 < 2; is64++) {
		struct px f;
		struct px_parsed p;
		open_fixture(&f, &p, is64 != 0);
		const struct lw_pe *pe = p.img->pe;
		assert_true(pe->has_load_config && pe->is_clr && pe->has_tls);
		assert_int_equal(pe->dependent_load_flags, 0x800);
		assert_int_equal(pe->guard_flags, 0x10500);
		assert_int_equal(pe->hybrid, LW_PE_PURE);
		assert_int_equal(pe->clr_major, 2);
		assert_int_equal(pe->clr_minor, 5);
		assert_int_equal(pe->clr_flags, 1);
		assert_int_equal(p.img->n_build_id, 20);
		assert_memory_equal(p.img->build_id, "0123456789abcdef\2\0\0", 20);
		assert_string_equal(pe->pdb, "C:\\fixture.pdb");
		assert_int_equal(pe->pdb_age, 2);
		assert_true(pe->certificate_at_end);
		assert_int_equal(pe->overlay_off, px_find(&f, "overlay")->off);
		assert_int_equal(pe->overlay_size, 8);
		assert_int_equal(pe->n_manifests, 1);
		assert_int_equal(pe->manifests[0].id, 2);
		assert_int_equal(pe->manifests[0].language, 0x409);
		assert_int_equal(pe->manifests[0].size, strlen(PX_MANIFEST));
		assert_memory_equal(f.bytes + pe->manifests[0].off, PX_MANIFEST, strlen(PX_MANIFEST));
		close_fixture(&f, &p);
	}
}

static void kinds(void **state) {
	(void)state;
	static const struct {
		const char *mark, *field;
		uint64_t value;
		enum lw_image_kind kind;
	} rows[] = {
		{"coff", "characteristics", 0x2002, LW_IMAGE_LIBRARY},
		{"coff", "characteristics", 0x2, LW_IMAGE_PROGRAM},
		{"coff", "characteristics", 0x2000, LW_IMAGE_OTHER},
		{"optional", "subsystem", 1, LW_IMAGE_OTHER},
		{"optional", "subsystem", 2, LW_IMAGE_LIBRARY},
		{"optional", "subsystem", 10, LW_IMAGE_OTHER},
		{"optional", "subsystem", 13, LW_IMAGE_OTHER},
		{"optional", "subsystem", 16, LW_IMAGE_OTHER},
		{"optional", "subsystem", 14, LW_IMAGE_LIBRARY},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct px f;
		struct px_parsed p;
		px_make(&f, i % 2 != 0);
		px_set(&f, rows[i].mark, rows[i].field, rows[i].value);
		assert_non_null(px_parse(&f, &p));
		assert_int_equal(p.img->kind, rows[i].kind);
		close_fixture(&f, &p);
	}
}

/* The session manager runs without a subsystem, and is a program all the same. */
static void native_program(void **state) {
	(void)state;
	struct px f;
	struct px_parsed p;
	px_make(&f, true);
	px_set(&f, "optional", "subsystem", 1);
	px_set(&f, "coff", "characteristics", 2);
	const uint64_t off = px_get(&f, "import.1", "name") - 0x1000 + 0x400;
	memcpy(f.bytes + off, "NtDll.dll", 10);
	assert_non_null(px_parse(&f, &p));
	assert_int_equal(p.img->kind, LW_IMAGE_PROGRAM);
	close_fixture(&f, &p);
}

static void hybrids(void **state) {
	(void)state;
	static const struct {
		uint16_t machine;
		enum lw_pe_hybrid hybrid;
	} rows[] = {{0x8664, LW_PE_ARM64EC}, {0xaa64, LW_PE_ARM64X}, {0x14c, LW_PE_CHPE}, {0x200, LW_PE_PURE}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct px f;
		struct px_parsed p;
		px_make(&f, rows[i].machine != 0x14c);
		px_set(&f, "coff", "machine", rows[i].machine);
		px_set(&f, "load_config", "chpe_metadata", 0x1000);
		assert_non_null(px_parse(&f, &p));
		assert_int_equal(p.img->pe->hybrid, rows[i].hybrid);
		px_parsed_free(&p);
		/* A configuration that ends before the field does not have it. */
		px_set(&f, "load_config", "size", px_get(&f, "load_config", "size") - 8);
		assert_non_null(px_parse(&f, &p));
		assert_int_equal(p.img->pe->hybrid, LW_PE_PURE);
		assert_int_equal(p.img->pe->guard_flags, 0x10500);
		close_fixture(&f, &p);
	}
}

/* The loader maps from the beginning of a sector, whatever the pointer says, so addresses count from there. */
static void raw_pointer_is_rounded(void **state) {
	(void)state;
	struct px f;
	struct px_parsed p;
	px_make(&f, true);
	px_set(&f, "section.0", "pointer_to_raw_data", 0x410);
	assert_non_null(px_parse(&f, &p));
	assert_int_equal(px_damage(&p), LW_E_OK);
	assert_string_equal(p.img->needs[0].name, "KERNEL32.dll");
	close_fixture(&f, &p);
}

/* Behind the file's bytes a section holds zeros, and a table may well end in them. */
static void tables_end_in_zeros(void **state) {
	(void)state;
	struct px f;
	struct px_parsed p;
	px_make(&f, true);
	px_set(&f, "dir.1", "rva", 0x5000);
	px_set(&f, "dir.13", "rva", 0x5ff0);
	assert_non_null(px_parse(&f, &p));
	assert_int_equal(px_damage(&p), LW_E_OK);
	assert_int_equal(p.img->pe->n_dlls, 0);
	close_fixture(&f, &p);
}

/* With a section alignment below a page the file is the image. */
static void flat_image(void **state) {
	(void)state;
	struct px f;
	struct px_parsed p;
	px_make(&f, false);
	px_set(&f, "optional", "section_alignment", 0x200);
	for (unsigned i = 0; i < LW_PE_DIRECTORIES; i++) {
		char name[16];
		snprintf(name, sizeof name, "dir.%u", i);
		px_set(&f, name, "rva", 0);
	}
	px_set(&f, "dir.1", "rva", px_find(&f, "import.1")->off);
	px_set(&f, "import.1", "name", px_get(&f, "import.1", "name") - 0x1000 + 0x400);
	px_set(&f, "import.1", "first_thunk", px_find(&f, "names.1")->off);
	px_set(&f, "import.2", "name", 0);
	assert_non_null(px_parse(&f, &p));
	assert_int_equal(px_damage(&p), LW_E_OK);
	assert_true(p.img->pe->flat);
	assert_int_equal(p.img->n_needs, 1);
	assert_string_equal(p.img->needs[0].name, "user32.dll");
	close_fixture(&f, &p);
}

static void check_refused(const void *bytes, size_t n, enum lw_code code, const char *text) {
	struct lw_source src;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_image *img = NULL;
	lw_source_of_memory(&src, (struct lw_span){bytes, n});
	assert_false(lw_pe_parse(&src, &a, &img, &err));
	assert_null(img);
	assert_int_equal(err.code, code);
	if (strstr(err.text, text) == NULL)
		fail_msg("%s: not %s", err.text, text);
	lw_arena_free(&a);
}

static void other_formats(void **state) {
	(void)state;
	uint8_t file[256] = {'M', 'Z'};
	static const uint8_t object[20] = {0x64, 0x86, 3};
	check_refused("", 0, LW_E_UNKNOWN_FORMAT, "letters MZ");
	check_refused("\x7f"
		      "ELF and more of it than that",
		      30, LW_E_UNKNOWN_FORMAT, "letters MZ");
	check_refused(object, sizeof object, LW_E_UNKNOWN_FORMAT, "COFF object file (amd64)");
	check_refused(file, 40, LW_E_TRUNCATED, "too few for an MZ header");
	check_refused(file, sizeof file, LW_E_UNKNOWN_FORMAT, "program of DOS");
	file[0x3c] = 0x80;
	memcpy(file + 0x80, "NE", 2);
	check_refused(file, sizeof file, LW_E_UNKNOWN_FORMAT, "16 bit program of Windows or OS/2 (NE)");
	memcpy(file + 0x80, "LE", 2);
	check_refused(file, sizeof file, LW_E_UNKNOWN_FORMAT, "driver of Windows 9x");
	memcpy(file + 0x80, "LX", 2);
	check_refused(file, sizeof file, LW_E_UNKNOWN_FORMAT, "program of OS/2 (LX)");
	memcpy(file + 0x80, "PE\0", 4);
	check_refused(file, 0x90, LW_E_TRUNCATED, "past the end of the file");
	file[0x18] = 0x40;
	check_refused(file, 0x82, LW_E_TRUNCATED, "its PE header is meant to lie at 0x80");
}

static void names(void **state) {
	(void)state;
	uint16_t number = 0;
	assert_string_equal(lw_pe_machine_name(0x8664), "amd64");
	assert_string_equal(lw_pe_machine_words(0xaa64), "ARM AArch64");
	assert_null(lw_pe_machine_name(1));
	assert_null(lw_pe_machine_words(1));
	assert_int_equal(lw_pe_machine_bits(0x14c), 32);
	assert_int_equal(lw_pe_machine_bits(1), 0);
	assert_true(lw_pe_machine_of_name("arm64", &number));
	assert_int_equal(number, 0xaa64);
	assert_false(lw_pe_machine_of_name("vax", &number));
	assert_string_equal(lw_pe_subsystem_name(3), "WINDOWS_CUI");
	assert_string_equal(lw_pe_subsystem_words(2), "graphical");
	assert_null(lw_pe_subsystem_name(4));
	assert_string_equal(lw_pe_characteristic_name(0x2000), "DLL");
	assert_string_equal(lw_pe_dll_characteristic_name(0x40), "DYNAMIC_BASE");
	assert_string_equal(lw_pe_clr_flag_name(1), "ILONLY");
	assert_string_equal(lw_pe_load_flag_name(0x800), "SEARCH_SYSTEM32");
	assert_string_equal(lw_pe_directory_name(LW_PE_DELAY_IMPORT), "delay import");
	assert_null(lw_pe_directory_name(16));
}

RUN("pe", T(headers), T(needs), T(imports), T(exports), T(parts), T(kinds), T(native_program), T(hybrids),
    T(raw_pointer_is_rounded), T(tables_end_in_zeros), T(flat_image), T(other_formats), T(names))
