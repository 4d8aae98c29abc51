/* SPDX-License-Identifier: Apache-2.0 */
/* What the reader tells about sound Mach-O files. */
#include "unit.h"

#include <string.h>

#include "macho_fixture.h"
#include "names/macho_names.h"
#include "names/macho_numbers.h"

static void check_dylibs(const struct lw_image *img, const struct mx *m) {
	static const struct {
		const char *name, *mark;
		enum lw_need_kind kind;
		bool weak, reexport, upward, delayed, is_use;
		uint32_t current, timestamp;
	} rows[] = {
		{"/usr/lib/libSystem.B.dylib", "dylib.1", LW_NEED_LIBRARY, 0, 0, 0, 0, 0, 0x5470000, 2},
		{"@rpath/libweak.dylib", "dylib.2", LW_NEED_WEAK, 1, 0, 0, 0, 0, 1, 2},
		{"@loader_path/libre.dylib", "dylib.3", LW_NEED_REEXPORT, 0, 1, 0, 0, 0, 2, 2},
		{"libup.dylib", "dylib.4", LW_NEED_UPWARD, 0, 0, 1, 0, 0, 3, 2},
		{"liblazy.dylib", "dylib.5", LW_NEED_LAZY, 0, 0, 0, 1, 0, 4, 2},
		{"libweaklate.dylib", "use.1", LW_NEED_WEAK, 1, 0, 0, 1, 1, 0x20300, 0},
		{"libre2.dylib", "use.2", LW_NEED_REEXPORT, 0, 1, 0, 0, 1, 0x20300, 0},
		{"liblate.dylib", "use.3", LW_NEED_LAZY, 0, 0, 0, 1, 1, 0x20300, 0},
	};
	assert_int_equal(img->n_needs, 8);
	for (uint32_t i = 0; i < 8; i++) {
		const struct lw_macho_dylib *d = &img->macho->dylibs[i];
		assert_string_equal(img->needs[i].name, rows[i].name);
		assert_int_equal(img->needs[i].kind, rows[i].kind);
		assert_int_equal(img->needs[i].off, mx_find(m, rows[i].mark)->off);
		assert_int_equal(d->weak, rows[i].weak);
		assert_int_equal(d->reexport, rows[i].reexport);
		assert_int_equal(d->upward, rows[i].upward);
		assert_int_equal(d->delayed, rows[i].delayed);
		assert_int_equal(d->is_use, rows[i].is_use);
		assert_int_equal(d->current, rows[i].current);
		assert_int_equal(d->compatibility, 0x10000);
		assert_int_equal(d->timestamp, rows[i].timestamp);
	}
}

static void check_texts(const struct lw_macho *e, const struct mx *m) {
	assert_int_equal(e->n_rpaths, 3);
	assert_string_equal(e->rpaths[0].text, "@loader_path/../lib");
	assert_string_equal(e->rpaths[1].text, "/opt/lib");
	assert_string_equal(e->rpaths[2].text, "@loader_path/../lib");
	assert_int_equal(e->rpaths[2].off, mx_find(m, "rpath.3")->off);
	assert_string_equal(e->dylinker.text, "/usr/lib/dyld");
	assert_int_equal(e->n_environment, 1);
	assert_string_equal(e->environment[0].text, "DYLD_LIBRARY_PATH=/e");
	assert_string_equal(e->umbrella.text, "Um");
	assert_string_equal(e->clients[0].text, "Cl");
	assert_string_equal(e->sub_umbrellas[0].text, "Su");
	assert_string_equal(e->sub_libraries[0].text, "libsu");
}

static void check_builds(const struct lw_macho *e, bool is64) {
	(void)is64;
	assert_int_equal(e->n_builds, 2);
	assert_int_equal(e->builds[0].platform, PLATFORM_MACOS);
	assert_int_equal(e->builds[0].min_os, 0xb0000);
	assert_int_equal(e->builds[0].sdk, 0xd0100);
	assert_int_equal(e->builds[0].n_tools, 2);
	assert_int_equal(e->builds[0].tools[1].tool, 1);
	assert_int_equal(e->builds[0].tools[1].version, 0xe0000);
	/* For Intel it is the simulator. */
	assert_string_equal(lw_macho_platform_name(e->builds[1].platform), "ios-simulator");
	assert_int_equal(e->builds[1].min_os, 0x90000);
	assert_true(e->has_source_version);
	assert_int_equal(e->source_version, 0x12345678);
	assert_true(e->has_encryption);
	assert_int_equal(e->cryptid, 1);
	assert_true(e->has_main && !e->has_unixthread);
}

static void check_segments(const struct lw_macho *e, const struct mx *m) {
	assert_int_equal(e->n_segments, 2);
	assert_string_equal(e->segments[0].name, "__TEXT");
	assert_int_equal(e->segments[0].n_sections, 3);
	assert_int_equal(e->segments[0].addr, 0x1000);
	assert_int_equal(e->segments[0].init_prot, 5);
	assert_string_equal(e->segments[1].name, "__LINKEDIT");
	assert_int_equal(e->segments[1].file_size, m->n);
	assert_string_equal(e->sections[0].name, "__text");
	assert_string_equal(e->sections[2].name, "__sixteen_bytes_");
	assert_int_equal(e->sections[2].addr, 0x1002);
	assert_int_equal(e->sections[1].off, 0x100);
	assert_true(e->restricted);
	assert_true(e->two_level);
}

static void check_signature(const struct lw_macho_signature *s) {
	assert_int_equal(s->kind, LW_MACHO_SIGNED);
	assert_int_equal(s->n_directories, 2);
	assert_ptr_equal(s->best, &s->directories[1]);
	assert_int_equal(s->best->hash_type, 2);
	assert_int_equal(s->best->page_size, 256);
	assert_int_equal(s->best->flags, LW_MACHO_CS_RUNTIME | LW_MACHO_CS_LIBRARY_VALIDATION);
	assert_string_equal(s->best->identifier, "com.example.fix");
	assert_string_equal(s->best->team, "TEAM123456");
	assert_int_equal(s->entitled, 1u << LW_MACHO_ENTITLED_DYLD_ENVIRONMENT);
}

static void tells_all_in_four_flavours(void **state) {
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct mx_opts o = {0};
		struct mx m;
		struct mx_parsed p;
		mx_flavour(&o, i);
		mx_make(&m, &o);
		const struct lw_image *img = mx_parse(&m, &p);
		assert_non_null(img);
		assert_null(img->damage);
		assert_int_equal(p.all.n, 1);
		assert_int_equal(img->format, LW_FORMAT_MACHO);
		assert_int_equal(img->kind, LW_IMAGE_PROGRAM);
		assert_int_equal(img->bits, o.is64 ? 64 : 32);
		assert_int_equal(img->big_endian, o.big);
		assert_int_equal(img->machine, o.is64 ? 0x107 : 7);
		assert_int_equal(img->slice_off, 0);
		assert_int_equal(img->slice_size, m.n);
		assert_string_equal(img->interp, "/usr/lib/dyld");
		assert_string_equal(img->soname.text, "@rpath/libfix.1.dylib");
		assert_int_equal(img->soname.off, mx_find(&m, "id")->off);
		assert_int_equal(img->macho->id.current, 0x10203);
		assert_int_equal(img->n_build_id, 16);
		assert_int_equal(img->build_id[15], 16);
		assert_int_equal(img->macho->n_commands, m.n_commands);
		assert_int_equal(img->macho->commands[2].cmd, LC_ID_DYLIB);
		check_dylibs(img, &m);
		check_texts(img->macho, &m);
		check_builds(img->macho, o.is64);
		check_segments(img->macho, &m);
		check_signature(&img->macho->signature);
		mx_parsed_free(&p);
		mx_free(&m);
	}
}

static void check_symbol(const struct lw_macho_symbol *s, const char *name, bool undefined, int ordinal, bool weak) {
	assert_string_equal(s->name, name);
	assert_int_equal(s->undefined, undefined);
	assert_int_equal(s->ordinal, ordinal);
	assert_int_equal(s->weak, weak);
}

static void check_exports(const struct lw_macho_symbol *s, bool trie) {
	check_symbol(&s[0], "_alpha", false, 0, false);
	assert_int_equal(s[0].value, 0x1000);
	check_symbol(&s[1], "_beta", false, 0, true);
	assert_int_equal(s[1].value, 0x2000);
	if (!trie)
		return;
	check_symbol(&s[2], "_gone", false, 1, false);
	assert_true(s[2].reexport);
	assert_string_equal(s[2].other_name, "_other");
}

static void one_kind_of_symbols(const struct mx_opts *o) {
	struct mx m;
	struct mx_parsed p;
	const struct lw_macho_symbol *s;
	size_t n;
	mx_make(&m, o);
	const struct lw_image *img = mx_parse(&m, &p);
	assert_int_equal(mx_damage(&p), LW_E_OK);
	assert_int_equal(img->macho->has_chained_fixups, o->chained != 0);
	assert_true(lw_macho_symbols(&p.src, img, &p.a, &s, &n, &p.err));
	assert_int_equal(n, o->no_trie ? 6 : 7);
	check_symbol(&s[0], "_one", true, o->flat ? LW_MACHO_FLAT : 1, false);
	check_symbol(&s[1], "_two", true, LW_MACHO_FLAT, true);
	check_symbol(&s[2], "_three", true, o->chained != 0 ? LW_MACHO_WEAK : o->flat ? LW_MACHO_FLAT : 2, false);
	check_symbol(&s[3], "_four", true, o->chained != 0 ? 240 : o->flat ? LW_MACHO_FLAT : LW_MACHO_MAIN, false);
	check_exports(s + 4, !o->no_trie);
	mx_parsed_free(&p);
	mx_free(&m);
}

static void symbols_come_from_each_table(void **state) {
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct mx_opts o = {0};
		mx_flavour(&o, i);
		for (o.chained = 0; o.chained <= 3; o.chained++)
			one_kind_of_symbols(&o);
		o.chained = 0;
		o.no_trie = true;
		one_kind_of_symbols(&o);
		o.no_dysymtab = true;
		one_kind_of_symbols(&o);
		o.flat = true;
		one_kind_of_symbols(&o);
	}
}

/* Whether the header promises two-level names or not. */
static void opcodes_tell_what_is_bound(void **state) {
	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		struct mx_opts o = {.binds = true, .flat = i >= 4};
		struct mx m;
		struct mx_parsed p;
		const struct lw_macho_symbol *s;
		size_t n;
		mx_flavour(&o, i % 4);
		mx_make(&m, &o);
		const struct lw_image *img = mx_parse(&m, &p);
		assert_int_equal(mx_damage(&p), LW_E_OK);
		assert_true(lw_macho_symbols(&p.src, img, &p.a, &s, &n, &p.err));
		assert_int_equal(n, 9);
		check_symbol(&s[0], "_one", true, 1, false);
		check_symbol(&s[1], "_two", true, LW_MACHO_FLAT, true);
		check_symbol(&s[2], "_three", true, 256, false);
		check_symbol(&s[3], "_four", true, LW_MACHO_MAIN, false);
		check_symbol(&s[4], "_lazy", true, 2, false);
		check_symbol(&s[5], "_weak", true, LW_MACHO_WEAK, false);
		check_exports(s + 6, true);
		mx_parsed_free(&p);
		mx_free(&m);
	}
}

static void page_hashes_are_compared(void **state) {
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct mx_opts o = {0};
		struct mx m;
		struct mx_parsed p;
		struct lw_macho_check check;
		mx_flavour(&o, i);
		mx_make(&m, &o);
		assert_non_null(mx_parse(&m, &p));
		assert_true(lw_macho_check_signature(&p.src, p.img, &check, &p.err));
		assert_int_equal(check.n, 2);
		for (unsigned k = 0; k < 2; k++) {
			assert_true(check.pages[k].checked);
			assert_int_equal(check.pages[k].n_wrong, 0);
		}
		m.bytes[mx_find(&m, "strings")->off + 2] ^= 1;
		assert_true(lw_macho_check_signature(&p.src, p.img, &check, &p.err));
		for (unsigned k = 0; k < 2; k++) {
			assert_int_equal(check.pages[k].n_wrong, 1);
			assert_int_equal(check.pages[k].first_wrong, (mx_find(&m, "strings")->off + 2) / 256 * 256);
		}
		mx_parsed_free(&p);
		mx_free(&m);
	}
}

static void without_signature_or_with_a_bare_one(void **state) {
	(void)state;
	struct mx_opts o = {.is64 = true, .no_signature = true};
	struct mx m;
	struct mx_parsed p;
	mx_make(&m, &o);
	assert_int_equal(mx_parse(&m, &p)->macho->signature.kind, LW_MACHO_UNSIGNED);
	mx_parsed_free(&p);
	mx_free(&m);
	o.no_signature = false;
	mx_make(&m, &o);
	mx_set(&m, "cms", "length", 8);
	assert_int_equal(mx_parse(&m, &p)->macho->signature.kind, LW_MACHO_ADHOC);
	assert_int_equal(mx_damage(&p), LW_E_OK);
	mx_parsed_free(&p);
	mx_free(&m);
}

static void file_types_are_kinds(void **state) {
	(void)state;
	static const struct {
		uint32_t type;
		enum lw_image_kind kind;
	} rows[] = {{MH_OBJECT, LW_IMAGE_OTHER},    {MH_DYLIB, LW_IMAGE_LIBRARY}, {MH_BUNDLE, LW_IMAGE_BUNDLE},
		    {MH_DYLINKER, LW_IMAGE_LINKER}, {MH_DSYM, LW_IMAGE_OTHER},    {MH_CORE, LW_IMAGE_OTHER}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct mx_opts o = {.is64 = true, .type = rows[i].type};
		struct mx m;
		struct mx_parsed p;
		mx_make(&m, &o);
		assert_int_equal(mx_parse(&m, &p)->kind, rows[i].kind);
		mx_parsed_free(&p);
		mx_free(&m);
	}
}

static void program_without_dyld_is_static(void **state) {
	(void)state;
	const struct mx_opts o = {.is64 = true};
	struct mx m;
	struct mx_parsed p;
	mx_make(&m, &o);
	lw_store_uint(m.bytes + mx_find(&m, "dylinker")->off, 4, false, 0x26);
	assert_int_equal(mx_parse(&m, &p)->kind, LW_IMAGE_STATIC);
	mx_parsed_free(&p);
	mx_free(&m);
}

/* Three machines; each slice is as it would be alone, with other offsets. */
static void universal_files_have_an_image_for_each_slice(void **state) {
	(void)state;
	for (unsigned fat64 = 0; fat64 < 2; fat64++) {
		const struct mx_opts o[3] = {{.is64 = true},
					     {.big = true, .cputype = 18},
					     {.is64 = true, .cputype = 12 | CPU_ARCH_ABI64, .cpusubtype = 0x80000002}};
		static const char *const names[] = {"x86_64", "ppc", "arm64e"};
		struct mx slices[3], m;
		struct mx_parsed p;
		struct lw_macho_check check;
		for (unsigned i = 0; i < 3; i++)
			mx_make(&slices[i], &o[i]);
		mx_make_fat(&m, slices, 3, fat64 != 0);
		assert_non_null(mx_parse(&m, &p));
		assert_int_equal(p.all.n, 3);
		for (unsigned i = 0; i < 3; i++) {
			const struct lw_image *img = p.all.at[i];
			const struct lw_macho_header *h = &img->macho->header;
			const struct lw_macho_symbol *s;
			size_t n;
			assert_null(img->damage);
			assert_string_equal(lw_macho_arch_name(h->cputype, h->cpusubtype), names[i]);
			assert_int_equal(img->slice_size, slices[i].n);
			assert_int_equal(img->needs[1].off, img->slice_off + mx_find(&slices[i], "dylib.2")->off);
			assert_int_equal(img->n_needs, 8);
			assert_true(lw_macho_symbols(&p.src, img, &p.a, &s, &n, &p.err));
			assert_int_equal(n, 7);
			assert_true(lw_macho_check_signature(&p.src, img, &check, &p.err));
			assert_int_equal(check.pages[1].n_wrong, 0);
			mx_free(&slices[i]);
		}
		mx_parsed_free(&p);
		mx_free(&m);
	}
}

static void numbers_have_names(void **state) {
	(void)state;
	uint32_t type, subtype;
	assert_string_equal(lw_macho_arch_name(CPU_TYPE_X86_64, 0x80000003), "x86_64");
	assert_string_equal(lw_macho_arch_name(CPU_TYPE_X86_64, 8), "x86_64h");
	assert_string_equal(lw_macho_arch_name(12, 9), "armv7");
	assert_string_equal(lw_macho_arch_name(12, 99), "arm");
	assert_string_equal(lw_macho_machine_name(0x20c), "arm64_32");
	assert_null(lw_macho_arch_name(0x5555, 0));
	assert_null(lw_macho_machine_name(0x55));
	assert_true(lw_macho_arch_of_name("arm64e", &type, &subtype));
	assert_int_equal(type, 0x100000c);
	assert_int_equal(subtype, 2);
	assert_false(lw_macho_arch_of_name("arm65", &type, &subtype));
	assert_string_equal(lw_macho_type_name(6), "MH_DYLIB");
	assert_string_equal(lw_macho_command_name(0x8000001c), "LC_RPATH");
	assert_null(lw_macho_command_name(0x1c));
	assert_string_equal(lw_macho_flag_name(0x80), "TWOLEVEL");
	assert_string_equal(lw_macho_tool_name(3), "ld");
	assert_string_equal(lw_macho_hash_name(2), "sha256");
	assert_string_equal(lw_macho_sign_flag_name(0x10000), "runtime");
}

RUN("macho", T(tells_all_in_four_flavours), T(symbols_come_from_each_table), T(opcodes_tell_what_is_bound),
    T(page_hashes_are_compared), T(without_signature_or_with_a_bare_one), T(file_types_are_kinds),
    T(program_without_dyld_is_static), T(universal_files_have_an_image_for_each_slice), T(numbers_have_names))
