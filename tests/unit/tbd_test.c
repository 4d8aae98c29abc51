/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "format/tbd.h"

struct parsed {
	struct lw_arena a;
	struct lw_error err;
	struct lw_tbd *t; /* NULL: refused */
};

static void parse_bytes(struct parsed *p, const char *text, size_t n) {
	/* In memory of exactly that size, for the sanitizers. */
	uint8_t *copy = malloc(n == 0 ? 1 : n);
	memset(p, 0, sizeof *p);
	assert_non_null(copy);
	memcpy(copy, text, n);
	const bool ok = lw_tbd_parse((struct lw_span){copy, n}, &p->a, &p->t, &p->err);
	assert_int_equal(ok, p->t != NULL);
	assert_int_equal(ok, p->err.code == LW_E_OK);
	free(copy);
}

static void parse(struct parsed *p, const char *text) {
	parse_bytes(p, text, strlen(text));
}

static void assert_names(struct lw_tbd_names names, const char *joined) {
	char all[512] = "";
	for (uint32_t i = 0; i < names.n; i++) {
		strcat(all, i == 0 ? "" : " ");
		strcat(all, names.at[i]);
	}
	assert_string_equal(all, joined);
}

static void assert_refused(const char *text, enum lw_code code) {
	struct parsed p;
	parse(&p, text);
	assert_null(p.t);
	assert_int_equal(p.err.code, code);
	lw_arena_free(&p.a);
}

static void version_1_has_no_tag(void **state) {
	(void)state;
	struct parsed p;
	parse(&p,
	      "---\narchs: [ i386, x86_64 ]\nplatform: macosx\ninstall-name: /usr/lib/a.dylib\n"
	      "exports:\n  - archs: [ x86_64 ]\n    re-exports: [ /x.dylib, /y.dylib ]\n    symbols: [ _a ]\n...\n");
	assert_int_equal(p.t->version, 1);
	assert_int_equal(p.t->n_libraries, 1);
	assert_string_equal(p.t->libraries[0].install_name, "/usr/lib/a.dylib");
	assert_names(p.t->libraries[0].targets, "i386-macos x86_64-macos");
	assert_names(p.t->libraries[0].reexports, "/x.dylib /y.dylib");
	lw_arena_free(&p.a);
}

static void versions_2_and_3_have_it_in_the_tag(void **state) {
	(void)state;
	struct parsed p;
	parse(&p, "--- !tapi-tbd-v2\narchs: [ x86_64 ]\nplatform: ios\nparent-umbrella: All\ninstall-name: /a\n");
	assert_int_equal(p.t->version, 2);
	assert_string_equal(p.t->libraries[0].umbrella, "All");
	assert_names(p.t->libraries[0].targets, "x86_64-ios-simulator");
	lw_arena_free(&p.a);
	parse(&p, "--- !tapi-tbd-v3\narchs: [ arm64 ]\nplatform: zippered\ninstall-name: '/a'\n");
	assert_int_equal(p.t->version, 3);
	assert_names(p.t->libraries[0].targets, "arm64-macos arm64-maccatalyst");
	lw_arena_free(&p.a);
}

static void version_4_may_inline_others(void **state) {
	(void)state;
	struct parsed p;
	parse(&p,
	      "--- !tapi-tbd\ntbd-version:     4\ntargets: [ arm64-macos, arm64e-macos ]\ninstall-name: '/a'\n"
	      "reexported-libraries:\n  - targets: [ arm64-macos ]\n    libraries: [ '/b' ]\n"
	      "exports:\n  - targets: [ arm64-macos ]\n    symbols: [ _x, _y ]\n"
	      "--- !tapi-tbd\ntbd-version: 4\ntargets: [ arm64-macos ]\ninstall-name: '/b'\n"
	      "parent-umbrella:\n  - targets: [ arm64-macos ]\n    umbrella: A\n...\n");
	assert_int_equal(p.t->version, 4);
	assert_int_equal(p.t->n_libraries, 2);
	assert_names(p.t->libraries[0].targets, "arm64-macos arm64e-macos");
	assert_names(p.t->libraries[0].reexports, "/b");
	assert_string_equal(p.t->libraries[1].install_name, "/b");
	assert_string_equal(p.t->libraries[1].umbrella, "A");
	lw_arena_free(&p.a);
}

static void version_5_is_json(void **state) {
	(void)state;
	struct parsed p;
	parse(&p,
	      "{\"tapi_tbd_version\":5,\"main_library\":{\"install_names\":[{\"name\":\"/a\"}],\"target_info\":["
	      "{\"target\":\"arm64-macos\"},{\"target\":\"x86_64-macos\"}],\"reexported_libraries\":[{\"names\":["
	      "\"/b\",7]}]},\"libraries\":[{\"install_names\":[{\"name\":\"/b\"}],\"parent_umbrellas\":["
	      "{\"umbrella\":\"A\"}]}]}");
	assert_int_equal(p.t->version, 5);
	assert_int_equal(p.t->n_libraries, 2);
	assert_names(p.t->libraries[0].targets, "arm64-macos x86_64-macos");
	assert_names(p.t->libraries[0].reexports, "/b");
	assert_string_equal(p.t->libraries[1].install_name, "/b");
	assert_string_equal(p.t->libraries[1].umbrella, "A");
	assert_names(p.t->libraries[1].targets, "arm64-macos x86_64-macos");
	lw_arena_free(&p.a);
}

static void other_documents_are_refused(void **state) {
	(void)state;
	assert_refused("", LW_E_UNKNOWN_FORMAT);
	assert_refused("hello", LW_E_UNKNOWN_FORMAT);
	assert_refused("{\"a\": 1}", LW_E_UNKNOWN_FORMAT);
	assert_refused("--- !tapi-tbd\n[ {", LW_E_MALFORMED);
	assert_refused("{\"tapi_tbd_version\":5,", LW_E_MALFORMED);
	assert_refused("--- !tapi-tbd\ntargets: [ &a [ *a ] ]\n? [ x ]\n: y\n", LW_E_MALFORMED);
}

static void depth_is_limited(void **state) {
	(void)state;
	assert_refused("--- !tapi-tbd\nx: [[[[[[[[[[[[[[[[[[[[ 1 ]]]]]]]]]]]]]]]]]]]]\n", LW_E_LIMIT);
}

/* Each would be compared with all before it. */
static void directives_are_limited(void **state) {
	(void)state;
	char text[4096] = "";
	for (unsigned i = 0; i < 100; i++)
		strcat(text, i % 2 == 0 ? "%TAG !a! x\r" : "%X\n");
	strcat(text, "--- !tapi-tbd\ninstall-name: /a\n");
	assert_refused(text, LW_E_LIMIT);
}

static void every_cut_is_an_answer(void **state) {
	(void)state;
	static const char text[] = "--- !tapi-tbd\ntbd-version: 4\ntargets: [ arm64-macos ]\ninstall-name: '/a'\n"
				   "exports:\n  - targets: [ arm64-macos ]\n    symbols: [ _x, '_y' ]\n...\n";
	for (size_t n = 0; n < sizeof text; n++) {
		struct parsed p;
		parse_bytes(&p, text, n);
		lw_arena_free(&p.a);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_1_has_no_tag),        cmocka_unit_test(versions_2_and_3_have_it_in_the_tag),
		cmocka_unit_test(version_4_may_inline_others), cmocka_unit_test(version_5_is_json),
		cmocka_unit_test(other_documents_are_refused), cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(directives_are_limited),      cmocka_unit_test(every_cut_is_an_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
