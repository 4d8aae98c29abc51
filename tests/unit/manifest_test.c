/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/manifest.h"

#define ASM1 "xmlns='urn:schemas-microsoft-com:asm.v1'"
#define SMI(year) "xmlns='http://schemas.microsoft.com/SMI/" year "/WindowsSettings'"

static const char whole[] =
	"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
	"<assembly " ASM1 " xmlns:v3='urn:schemas-microsoft-com:asm.v3' manifestVersion='1.0'>\n"
	"<noInherit/>"
	"<assemblyIdentity type='win32' name='App &amp; Co' version='1.2.3.4' processorArchitecture='amd64' "
	"publicKeyToken='0123456789abcdef' language='*'/>"
	"<file name='a.dll' hashalg='SHA1'/><file name='b.dll' loadFrom='%windir%\\system32\\b.dll'/><file/>"
	"<dependency><dependentAssembly><assemblyIdentity type='win32' name='Microsoft.Windows.Common-Controls' "
	"version='6.0.0.0' processorArchitecture='*' publicKeyToken='6595b64144ccf1df' language='*'/>"
	"</dependentAssembly></dependency>"
	"<dependency optional='yes'><dependentAssembly><assemblyIdentity "
	"name='Extra'/></dependentAssembly></dependency>"
	"<v3:trustInfo><v3:security><v3:requestedPrivileges>"
	"<v3:requestedExecutionLevel level='asInvoker' uiAccess='false'/>"
	"</v3:requestedPrivileges></v3:security></v3:trustInfo>"
	"<v3:application><v3:windowsSettings>"
	"<activeCodePage " SMI(
		"2019") "> UTF-8\n</activeCodePage>"
			"<longPathAware " SMI(
				"2016") ">true</longPathAware>"
					"<dpiAware " SMI("2005") ">true</dpiAware>"
								 "</v3:windowsSettings></v3:application></assembly>";

struct parsed {
	struct lw_arena a;
	struct lw_error err;
	struct lw_manifest *m; /* NULL: refused */
};

static void parse(struct parsed *p, const void *text, size_t n) {
	/* In memory of exactly that size, for the sanitizers. */
	uint8_t *copy = malloc(n == 0 ? 1 : n);
	memset(p, 0, sizeof *p);
	assert_non_null(copy);
	memcpy(copy, text, n);
	const bool ok = lw_manifest_parse((struct lw_span){copy, n}, &p->a, &p->m, &p->err);
	assert_int_equal(ok, p->m != NULL);
	assert_int_equal(ok, p->err.code == LW_E_OK);
	free(copy);
}

static void check_whole(const struct lw_manifest *m) {
	assert_true(m->has_identity && m->no_inherit && m->long_path_aware);
	assert_string_equal(m->identity.name, "App & Co");
	assert_string_equal(m->identity.version, "1.2.3.4");
	assert_string_equal(m->identity.type, "win32");
	assert_string_equal(m->identity.processor_architecture, "amd64");
	assert_string_equal(m->identity.public_key_token, "0123456789abcdef");
	assert_string_equal(m->identity.language, "*");
	assert_int_equal(m->n_dependencies, 2);
	assert_string_equal(m->dependencies[0].identity.name, "Microsoft.Windows.Common-Controls");
	assert_false(m->dependencies[0].optional);
	assert_string_equal(m->dependencies[1].identity.name, "Extra");
	assert_null(m->dependencies[1].identity.version);
	assert_true(m->dependencies[1].optional);
	assert_int_equal(m->n_files, 2);
	assert_string_equal(m->files[0].name, "a.dll");
	assert_null(m->files[0].load_from);
	assert_string_equal(m->files[1].load_from, "%windir%\\system32\\b.dll");
	assert_string_equal(m->execution_level, "asInvoker");
	assert_string_equal(m->active_code_page, "UTF-8");
}

static void everything(void **state) {
	(void)state;
	struct parsed p;
	parse(&p, whole, sizeof whole - 1);
	assert_non_null(p.m);
	check_whole(p.m);
	lw_arena_free(&p.a);
	/* Resources are padded. */
	parse(&p, whole, sizeof whole);
	assert_non_null(p.m);
	lw_arena_free(&p.a);
}

/* The declaration that says UTF-8 begins 4 bytes behind the mark in UTF-8 only; in UTF-16 it would be a lie. */
static void encodings(void **state) {
	(void)state;
	const char *body = strchr(whole, '\n') + 1;
	const size_t n = strlen(body);
	char *text = calloc(n + 2, 2);
	struct parsed p;
	assert_non_null(text);
	memcpy(text, "\xef\xbb\xbf", 3);
	memcpy(text + 3, whole, sizeof whole - 1);
	parse(&p, text, sizeof whole + 2);
	assert_non_null(p.m);
	check_whole(p.m);
	lw_arena_free(&p.a);
	for (unsigned big = 0; big < 2; big++) {
		memset(text, 0, 2 * n + 4);
		memcpy(text, big ? "\xfe\xff" : "\xff\xfe", 2);
		for (size_t i = 0; i < n; i++)
			text[2 + 2 * i + big] = body[i];
		for (size_t padding = 0; padding <= 2; padding += 2) {
			parse(&p, text, 2 * n + 2 + padding);
			assert_non_null(p.m);
			check_whole(p.m);
			lw_arena_free(&p.a);
		}
	}
	free(text);
}

/* What stands at another place, or in another namespace, says nothing. */
static void only_at_its_place(void **state) {
	(void)state;
	static const char text[] =
		"<assembly " ASM1 "><dependency><assemblyIdentity name='no'/></dependency>"
		"<x><file name='no.dll'/></x><file xmlns='urn:other' name='no.dll'/>"
		"<activeCodePage " SMI("2019") ">UTF-8</activeCodePage><dependentAssembly/></assembly>";
	struct parsed p;
	parse(&p, text, sizeof text - 1);
	assert_non_null(p.m);
	assert_false(p.m->has_identity);
	assert_int_equal(p.m->n_dependencies, 0);
	assert_int_equal(p.m->n_files, 0);
	assert_null(p.m->active_code_page);
	lw_arena_free(&p.a);
}

static void check_refused(const char *text, size_t n, enum lw_code code, const char *words) {
	struct parsed p;
	parse(&p, text, n);
	assert_null(p.m);
	assert_int_equal(p.err.code, code);
	if (strstr(p.err.text, words) == NULL)
		fail_msg("%s", p.err.text);
	lw_arena_free(&p.a);
}

#define REFUSED(text, code, words) check_refused(text, strlen(text), code, words)

static void bad_input(void **state) {
	(void)state;
	REFUSED("", LW_E_MALFORMED, "no element found");
	REFUSED("\n<a><b></a>", LW_E_MALFORMED, "mismatched tag (line 2)");
	REFUSED("<a/><a/>", LW_E_MALFORMED, "junk after document element");
	REFUSED("<a>&x;</a>", LW_E_MALFORMED, "undefined entity");
	REFUSED("<p:a/>", LW_E_MALFORMED, "unbound prefix");
	REFUSED("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", LW_E_UNSUPPORTED, "document type definition");
	REFUSED("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", LW_E_UNSUPPORTED, "document type definition");
	struct parsed p;
	parse(&p, "<a><b></a>", 10);
	assert_true(p.err.has_off);
	assert_int_equal(p.err.off, 8);
	lw_arena_free(&p.a);
}

static void limits(void **state) {
	(void)state;
	const size_t n = (1 << 20) + 1;
	char *text = malloc(n);
	assert_non_null(text);
	for (size_t i = 0; i < n; i++)
		text[i] = "<a>"[i % 3];
	check_refused(text, 3000, LW_E_LIMIT, "more than 64 deep");
	check_refused(text, n, LW_E_LIMIT, "only 1048576 are read");
	size_t at = (size_t)snprintf(text, n, "<assembly " ASM1 ">");
	while (at + 40 < n)
		at += (size_t)snprintf(text + at, n - at, "<file name='x'/>");
	check_refused(text, at, LW_E_LIMIT, "more than 4096 files");
	free(text);
}

/* Every length and every byte, for the sanitizers. */
static void damage(void **state) {
	(void)state;
	struct parsed p;
	char text[sizeof whole];
	for (size_t n = 0; n < sizeof whole - 1; n++) {
		parse(&p, whole, n);
		assert_null(p.m);
		lw_arena_free(&p.a);
		for (unsigned v = 0; v < 4; v++) {
			memcpy(text, whole, sizeof whole);
			text[n] = "\0<&\xff"[v];
			parse(&p, text, sizeof whole - 1);
			lw_arena_free(&p.a);
		}
	}
}

RUN("manifest", T(everything), T(encodings), T(only_at_its_place), T(bad_input), T(limits), T(damage))
