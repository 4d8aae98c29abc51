/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "linkwright/report.h"
#include "graph/changes.h"
#include "report/escape.h"

/* What a report has written; fails when room is used up. */
struct sink {
	char text[16384];
	size_t n, room;
};

static bool sink_write(void *ctx, const char *bytes, size_t n) {
	struct sink *s = ctx;
	if (n > s->room - s->n)
		return false;
	memcpy(s->text + s->n, bytes, n);
	s->n += n;
	s->text[s->n] = '\0';
	return true;
}

/* A program that needs liba.so (found) and libb.so (missing); liba.so needs libb.so too. */
struct sample {
	struct lw_elf elf;
	struct lw_image program, library;
	struct lw_file file;
	struct lw_object objects[3];
	struct lw_edge edges[4];
	struct lw_probe probes[2];
	uint32_t order[2];
	struct lw_world world;
	struct lw_graph g;
};

static void sample(struct sample *s) {
	memset(s, 0, sizeof *s);
	s->program = (struct lw_image){.format = LW_FORMAT_ELF,
				       .kind = LW_IMAGE_PROGRAM,
				       .bits = 64,
				       .machine = 62,
				       .interp = "/lib64/ld.so",
				       .elf = &s->elf};
	static const struct lw_need needs[] = {{"liba.so", LW_NEED_LIBRARY, 0x10}, {"libb.so", LW_NEED_LIBRARY, 0x20}};
	s->program.needs = needs;
	s->program.n_needs = 2;
	s->library = (struct lw_image){.format = LW_FORMAT_ELF, .kind = LW_IMAGE_LIBRARY, .bits = 64, .elf = &s->elf};
	s->file.image = &s->library;
	s->objects[0] = (struct lw_object){.role = LW_ROLE_PROGRAM,
					   .found = true,
					   .id = 0,
					   .asked_by = LW_NO_ID,
					   .first_edge = LW_NO_ID,
					   .rule_object = LW_NO_ID,
					   .name = "/prog",
					   .path = "/prog"};
	s->objects[1] = (struct lw_object){.role = LW_ROLE_LIBRARY,
					   .rule = LW_RULE_RUNPATH,
					   .found = true,
					   .id = 1,
					   .first_edge = 0,
					   .rule_object = 0,
					   .name = "liba.so",
					   .path = "/l/liba.so",
					   .file = &s->file};
	s->objects[2] = (struct lw_object){
		.role = LW_ROLE_LIBRARY, .id = 2, .first_edge = 1, .rule_object = LW_NO_ID, .name = "libb.so"};
	s->edges[0] = (struct lw_edge){.how = LW_HOW_SEARCH,
				       .rule = LW_RULE_RUNPATH,
				       .id = 0,
				       .from = 0,
				       .to = 1,
				       .rule_object = 0,
				       .name = "liba.so",
				       .raw_name = "liba.so",
				       .off = 0x10,
				       .first_probe = 0,
				       .n_probes = 1};
	s->edges[1] = (struct lw_edge){.how = LW_HOW_MISSING,
				       .id = 1,
				       .from = 0,
				       .to = 2,
				       .rule_object = LW_NO_ID,
				       .name = "libb.so",
				       .raw_name = "libb.so",
				       .off = 0x20,
				       .first_probe = 1,
				       .n_probes = 1};
	s->edges[2] = s->edges[1];
	s->edges[2].id = 2;
	s->edges[2].from = 1;
	s->edges[2].n_probes = 0;
	s->edges[3] = (struct lw_edge){.how = LW_HOW_LOADED_NAME,
				       .id = 3,
				       .from = 1,
				       .to = 1,
				       .rule_object = LW_NO_ID,
				       .name = "liba.so",
				       .raw_name = "liba.so"};
	s->probes[0] = (struct lw_probe){.op = LW_OP_OPEN,
					 .rule = LW_RULE_RUNPATH,
					 .verdict = LW_VERDICT_TAKEN,
					 .path = "/l/liba.so",
					 .object = 0,
					 .edge = 0};
	s->probes[1] = (struct lw_probe){.op = LW_OP_OPEN,
					 .rule = LW_RULE_DEFAULT,
					 .sys = 2,
					 .path = "/lib/libb.so",
					 .object = LW_NO_ID,
					 .edge = 1};
	s->order[0] = 1;
	s->order[1] = 2;
	s->world = (struct lw_world){.sz = sizeof s->world, .cwd = "/"};
	s->g = (struct lw_graph){.file = "/prog",
				 .image = &s->program,
				 .world = &s->world,
				 .objects = s->objects,
				 .n_objects = 3,
				 .order = s->order,
				 .n_order = 2,
				 .edges = s->edges,
				 .n_edges = 4,
				 .probes = s->probes,
				 .n_probes = 2,
				 .n_missing = 1,
				 .n_wasted = 1};
	s->g.loader = (struct lw_loader_facts){
		.kind = "glibc", .path = "/lib64/ld.so", .version = "2.36", .minor = 36, .version_from = "the test"};
}

static struct lw_report_opts options(enum lw_report_format format, struct sink *out) {
	memset(out, 0, sizeof *out);
	out->room = sizeof out->text - 1;
	return (struct lw_report_opts){.sz = sizeof(struct lw_report_opts),
				       .format = format,
				       .schema = "tree",
				       .n_files = 1,
				       .write = sink_write,
				       .ctx = out};
}

static void render(const struct lw_report_opts *opts, const struct lw_graph *g, const struct lw_graph *without) {
	struct lw_error err = {0};
	struct lw_report *r;
	assert_true(lw_report_new(opts, &r, &err));
	assert_true(lw_report_tree(r, g, without, &err));
	assert_true(lw_report_end(r, &err));
	lw_report_free(r);
}

static void escape_replaces_what_steers_a_terminal(void **state) {
	static const struct {
		const char *in, *out;
	} cases[] = {
		{"plain", "plain"},
		{"\033[2J\n\x7f", "\\x1b[2J\\x0a\\x7f"},
		{"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},
		{"\xc2\x9b"
		 "1m",
		 "\\xc2\\x9b1m"},                                      /* C1: CSI in one character */
		{"\xff\xc3", "\\xff\\xc3"},                            /* no characters */
		{"\xc0\xaf\xed\xa0\x80", "\\xc0\\xaf\\xed\\xa0\\x80"}, /* overlong form, surrogate */
		{"a\xe2\x80\xae"
		 "b",
		 "a\\xe2\\x80\\xaeb"}, /* U+202E */
		{"a\xe2\x81\xa6"
		 "b",
		 "a\\xe2\\x81\\xa6b"},                                          /* U+2066 */
		{"\xe2\x80\x8b\xe2\x80\x8f", "\\xe2\\x80\\x8b\\xe2\\x80\\x8f"}, /* U+200B, U+200F */
		{"\xf0\x9f\x90\xa7", "\xf0\x9f\x90\xa7"},
		{"", ""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char out[128];
		lw_escape(cases[i].in, out);
		assert_string_equal(out, cases[i].out);
	}
}

static void escape_never_needs_more_than_four_times_the_bytes(void **state) {
	(void)state;
	for (unsigned first = 1; first < 256; first++) {
		for (unsigned second = 0; second < 256; second++) {
			const char in[3] = {(char)first, (char)second, '\0'};
			char out[9 + 1];
			out[4 * strlen(in) + 1] = 'x';
			lw_escape(in, out);
			assert_int_equal(out[4 * strlen(in) + 1], 'x');
		}
	}
}

static void columns_count_characters(void **state) {
	(void)state;
	assert_int_equal(lw_utf8_columns("a\xc3\xbc\xe2\x94\x82"), 3);
	assert_true(lw_utf8_valid("a\xc3\xbc"));
	assert_false(lw_utf8_valid("a\xc3"));
}

static void text_shows_tree_rules_and_what_is_missing(void **state) {
	struct sample s;
	struct sink out;
	const struct lw_report_opts opts = options(LW_REPORT_TEXT, &out);
	(void)state;
	sample(&s);
	render(&opts, &s.g, NULL);
	assert_non_null(strstr(out.text, "liba.so => /l/liba.so  DT_RUNPATH of prog\n"));
	assert_non_null(strstr(out.text, "libb.so => NOT FOUND\n"));
	assert_non_null(strstr(out.text, "  asked for by /prog (DT_NEEDED at 0x20)\n  asked for by /l/liba.so"));
	assert_non_null(strstr(out.text, "linkwright why /prog libb.so\n"));
	assert_non_null(strstr(out.text, "\n1 library loaded, 1 MISSING; 2 paths tried, 1 in vain\n"));
	assert_null(strstr(out.text, "already loaded"));
	assert_null(strchr(out.text, '\033'));
}

static void text_with_all_shows_each_request(void **state) {
	struct sample s;
	struct sink out;
	struct lw_report_opts opts = options(LW_REPORT_TEXT, &out);
	(void)state;
	sample(&s);
	opts.all = true;
	render(&opts, &s.g, NULL);
	assert_non_null(strstr(out.text, "already loaded (1)\n"));
}

static void text_with_probes_shows_each_path(void **state) {
	struct sample s;
	struct sink out;
	struct lw_report_opts opts = options(LW_REPORT_TEXT, &out);
	(void)state;
	sample(&s);
	opts.probes = true;
	render(&opts, &s.g, NULL);
	assert_non_null(strstr(out.text, "open /l/liba.so"));
	assert_non_null(strstr(out.text, "open /lib/libb.so"));
	assert_non_null(strstr(out.text, "ENOENT\n"));
	assert_non_null(strstr(out.text, "taken\n"));
}

static void text_tells_a_latent_request(void **state) {
	struct sample s;
	struct sink out;
	const struct lw_report_opts opts = options(LW_REPORT_TEXT, &out);
	(void)state;
	sample(&s);
	s.edges[3].alone = LW_ALONE_MISSING;
	s.g.n_latent = 1;
	render(&opts, &s.g, NULL);
	assert_non_null(strstr(out.text, "would not be found by itself: only because 1 is loaded first\n"));
	assert_non_null(strstr(out.text, "1 request is met only because of the load order"));
}

static void text_quiet_is_silent_when_all_is_well(void **state) {
	struct sample s;
	struct sink out;
	struct lw_report_opts opts = options(LW_REPORT_TEXT, &out);
	(void)state;
	sample(&s);
	opts.quiet = true;
	s.g.n_edges = 1;
	s.g.n_missing = 0;
	render(&opts, &s.g, NULL);
	assert_int_equal(out.n, 0);
}

static void text_marks_what_the_environment_changes(void **state) {
	struct sample s, clean;
	struct sink out;
	const struct lw_report_opts opts = options(LW_REPORT_TEXT, &out);
	(void)state;
	sample(&s);
	sample(&clean);
	clean.objects[1].path = "/old/liba.so";
	render(&opts, &s.g, &clean.g);
	assert_non_null(strstr(out.text, "← was /old/liba.so\n"));
	assert_non_null(strstr(out.text, "the environment changes 1 library\n"));
}

static void changes_know_new_and_gone(void **state) {
	struct sample s, clean;
	struct lw_changes c;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	(void)state;
	sample(&s);
	sample(&clean);
	clean.objects[1].found = false;
	clean.objects[2].found = true;
	clean.objects[2].path = "/lib/libb.so";
	assert_true(lw_changes_find(&a, &s.g, &clean.g, &c, &err));
	assert_int_equal(c.n, 2);
	assert_int_equal(c.n_new, 1);
	assert_int_equal(c.n_gone, 1);
	assert_string_equal(c.at[0].now, "/l/liba.so");
	assert_string_equal(c.at[1].was, "/lib/libb.so");
	lw_arena_free(&a);
}

static void json_is_one_document_with_failures_in_their_place(void **state) {
	struct sample s;
	struct sink out;
	struct lw_report_opts opts = options(LW_REPORT_JSON, &out);
	struct lw_error err = {0}, bad = {.code = LW_E_TRUNCATED, .has_off = true, .off = 7, .text = "cut\xff"};
	struct lw_report *r;
	(void)state;
	sample(&s);
	assert_true(lw_report_new(&opts, &r, &err));
	assert_true(lw_report_tree(r, &s.g, NULL, &err));
	assert_true(lw_report_failure(r, "/cut\x7f", &bad, &err));
	assert_true(lw_report_end(r, &err));
	lw_report_free(r);
	json_t *doc = json_loads(out.text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(doc);
	json_t *results = json_object_get(doc, "results");
	assert_int_equal(json_array_size(results), 2);
	json_t *second = json_array_get(results, 1), *error = json_object_get(second, "error");
	assert_string_equal(json_string_value(json_object_get(second, "file")), "/cut\x7f");
	assert_string_equal(json_string_value(json_object_get(error, "code")), "TRUNCATED");
	assert_int_equal(json_integer_value(json_object_get(error, "offset")), 7);
	assert_string_equal(json_string_value(json_object_get(error, "message")), "cut\xef\xbf\xbd");
	assert_string_equal(json_string_value(json_object_get(error, "message_hex")), "637574ff");
	assert_null(strchr(out.text, 0x7f));
	json_decref(doc);
}

static void dot_quotes_every_name(void **state) {
	struct sample s;
	struct sink out;
	const struct lw_report_opts opts = options(LW_REPORT_DOT, &out);
	(void)state;
	sample(&s);
	s.objects[2].name = "a\"b\\n&lt;\n";
	render(&opts, &s.g, NULL);
	assert_non_null(strstr(out.text, "label=\"a\\\"b\\\\n&amp;lt;\\\\x0a\""));
	assert_non_null(strstr(out.text, "n0_0 -> n0_2 [label=\"not found\", color=red"));
}

static void ldd_prints_the_lines_of_the_loader(void **state) {
	struct sample s;
	struct sink out;
	const struct lw_report_opts opts = options(LW_REPORT_LDD, &out);
	(void)state;
	sample(&s);
	const struct lw_version_gap gap = {.object = 0, .provider = 1, .version = "V2"};
	s.g.gaps = &gap;
	s.g.n_gaps = 1;
	s.g.file = "prog";
	render(&opts, &s.g, NULL);
	assert_string_equal(out.text,
			    "./prog: /l/liba.so: version `V2' not found (required by ./prog)\n"
			    "\tlinux-vdso.so.1 (0x0000000000000000)\n"
			    "\tliba.so => /l/liba.so (0x0000000000000000)\n"
			    "\tlibb.so => not found\n");
}

static void lddtree_shows_a_name_once(void **state) {
	struct sample s;
	struct sink out;
	struct lw_report_opts opts = options(LW_REPORT_LDDTREE, &out);
	(void)state;
	sample(&s);
	s.objects[1].path = "/l/./x/..//liba.so";
	render(&opts, &s.g, NULL);
	assert_string_equal(out.text,
			    "/prog (interpreter => /lib64/ld.so)\n"
			    "    liba.so => /l/liba.so\n"
			    "    liba.so => !!! circular loop !!!\n"
			    "    libb.so => None\n");
	opts = options(LW_REPORT_LDDTREE, &out);
	opts.lddtree_list = true;
	render(&opts, &s.g, NULL);
	assert_string_equal(out.text, "/prog\n/lib64/ld.so\n/l/liba.so\nlibb.so\n");
}

static void why_tells_order_and_shadows(void **state) {
	static const struct lw_place places[] = {
		{.rule = LW_RULE_ENV, .note = "not set", .object = LW_NO_ID},
		{.rule = LW_RULE_RUNPATH, .path = "/l/liba.so", .verdict = LW_VERDICT_TAKEN, .object = 0},
		{.rule = LW_RULE_DEFAULT, .path = "/lib/liba.so", .object = LW_NO_ID},
		{.rule = LW_RULE_DEFAULT, .path = "/usr/lib/liba.so", .sys = 2, .object = LW_NO_ID},
	};
	const struct lw_why_request rq = {0, places, 4};
	const struct lw_why why = {"liba.so", 1, &rq, 1, NULL, 0};
	struct sample s;
	struct sink out;
	struct lw_report_opts opts = options(LW_REPORT_TEXT, &out);
	struct lw_error err = {0};
	struct lw_report *r;
	(void)state;
	sample(&s);
	assert_true(lw_report_new(&opts, &r, &err));
	assert_true(lw_report_why(r, &s.g, &why, &err));
	lw_report_free(r);
	assert_non_null(strstr(out.text, "/prog asks for liba.so (DT_NEEDED at 0x10)\n"));
	assert_non_null(strstr(out.text, "    LD_LIBRARY_PATH  not set\n"));
	assert_non_null(strstr(out.text, "      /l/liba.so     taken\n"));
	assert_non_null(strstr(out.text, "      /lib/liba.so   shadowed: another file of this name\n"));
	assert_non_null(strstr(out.text, "1 path where nothing is\n"));
	opts = options(LW_REPORT_DOT, &out);
	assert_true(lw_report_new(&opts, &r, &err));
	assert_false(lw_report_why(r, &s.g, &why, &err));
	assert_int_equal(err.code, LW_E_UNSUPPORTED);
	lw_report_free(r);
}

static void a_failed_write_is_an_error(void **state) {
	static const enum lw_report_format formats[] = {LW_REPORT_TEXT, LW_REPORT_JSON, LW_REPORT_DOT, LW_REPORT_LDD,
							LW_REPORT_LDDTREE};
	(void)state;
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		struct sample s;
		struct sink out;
		struct lw_error err = {0};
		struct lw_report *r;
		const struct lw_report_opts opts = options(formats[i], &out);
		sample(&s);
		out.room = 0;
		assert_true(lw_report_new(&opts, &r, &err));
		assert_false(lw_report_tree(r, &s.g, NULL, &err));
		assert_int_equal(err.code, LW_E_IO);
		lw_report_free(r);
	}
}

RUN("report", T(escape_replaces_what_steers_a_terminal), T(escape_never_needs_more_than_four_times_the_bytes),
    T(columns_count_characters), T(text_shows_tree_rules_and_what_is_missing), T(text_with_all_shows_each_request),
    T(text_with_probes_shows_each_path), T(text_tells_a_latent_request), T(text_quiet_is_silent_when_all_is_well),
    T(text_marks_what_the_environment_changes), T(changes_know_new_and_gone),
    T(json_is_one_document_with_failures_in_their_place), T(dot_quotes_every_name),
    T(ldd_prints_the_lines_of_the_loader), T(lddtree_shows_a_name_once), T(why_tells_order_and_shadows),
    T(a_failed_write_is_an_error))
