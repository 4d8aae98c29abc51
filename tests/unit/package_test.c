/* SPDX-License-Identifier: Apache-2.0 */
/* Packages in memory: names and tags of wheels, RECORD, site-packages, conda. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "os/fs_mem.h"
#include "package/conda.h"
#include "base/hex.h"
#include "os/digest.h"
#include "package/dist_info.h"
#include "package/site.h"
#include "package/wheel.h"

struct fixture {
	struct lw_arena a;
	struct lw_mem_fs m;
	struct lw_error err;
};

static int set_up(void **state) {
	static struct fixture f;
	memset(&f, 0, sizeof f);
	assert_true(lw_mem_fs_init(&f.m, &f.a, &f.err));
	*state = &f;
	return 0;
}

static int tear_down(void **state) {
	lw_arena_free(&((struct fixture *)*state)->a);
	return 0;
}

static void add(struct fixture *f, const char *path, const char *text) {
	struct lw_mem_node *n = lw_mem_fs_add(&f->m, path, LW_MEM_FILE, &f->err);
	assert_non_null(n);
	n->bytes = (struct lw_span){(const uint8_t *)text, strlen(text)};
}

static void names(void **state) {
	struct fixture *f = *state;
	static const char *const bad[] = {"x",
					  "x.whl",
					  "a-1-py3-none.whl",
					  "a-1-2-py3-none-any-x.whl",
					  "a--py3-none-any.whl",
					  "a-1-x2-py3-none-any.whl",
					  "a-1-py3.-none-any.whl"};
	struct lw_wheel_name n;
	assert_true(lw_wheel_parse_name("a_b-1.0-2x-py2.py3-none-any.whl", &f->a, &n, &f->err));
	assert_string_equal(n.name, "a_b");
	assert_string_equal(n.version, "1.0");
	assert_string_equal(n.build, "2x");
	assert_int_equal(n.n_tags, 2);
	assert_string_equal(n.tags[1].python, "py3");
	assert_true(lw_wheel_parse_name("a-1-cp39.cp310-abi3-p.q.r.whl", &f->a, &n, &f->err));
	assert_null(n.build);
	assert_int_equal(n.n_tags, 6);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(lw_wheel_parse_name(bad[i], &f->a, &n, &f->err));
		assert_int_equal(f->err.code, LW_E_MALFORMED);
		lw_error_clear(&f->err);
	}
	static char many[3000];
	strcpy(many, "a-1-");
	for (unsigned i = 0; i < 100; i++)
		strcat(many, "p.");
	strcat(many, "p-");
	for (unsigned i = 0; i < 100; i++)
		strcat(many, "a.");
	strcat(many, "a-any.whl");
	assert_false(lw_wheel_parse_name(many, &f->a, &n, &f->err));
	assert_int_equal(f->err.code, LW_E_LIMIT);
}

static void places(void **state) {
	(void)state;
	static const struct {
		const char *path, *scheme, *to;
	} rows[] = {{"p/x.so", "platlib", "p/x.so"},
		    {"a-1.data/purelib/p/x", "purelib", "p/x"},
		    {"a-1.data/platlib/x", "platlib", "x"},
		    {"a-1.data/scripts/t", "scripts", "t"},
		    {"a-1.data/headers/h", "headers", "h"},
		    {"a-1.data/data/share/x", "data", "share/x"},
		    {"a-1.data/other/x", "platlib", "a-1.data/other/x"},
		    {".data/scripts/x", "platlib", ".data/scripts/x"},
		    {"p/a.data/scripts/x", "platlib", "p/a.data/scripts/x"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct lw_wheel_place p = lw_wheel_place_of(rows[i].path, false);
		assert_string_equal(lw_wheel_scheme_name(p.scheme), rows[i].scheme);
		assert_string_equal(p.path, rows[i].to);
	}
	assert_int_equal(lw_wheel_place_of("p/x", true).scheme, LW_WHEEL_PURELIB);
}

static void rows_of_record(void **state) {
	struct fixture *f = *state;
	static const char text[] = "a.py,sha256=AbC_-,12\r\n\"b,\"\"c\"\"\n.txt\",,\n\nlast,sha512=x=y,0,more,fields";
	const struct lw_dist_row *rows;
	uint32_t n;
	assert_true(
		lw_dist_record((struct lw_span){(const uint8_t *)text, sizeof text - 1}, &f->a, &rows, &n, &f->err));
	assert_int_equal(n, 3);
	assert_string_equal(rows[0].algorithm, "sha256");
	assert_string_equal(rows[0].digest, "AbC_-");
	assert_int_equal(rows[0].size, 12);
	assert_string_equal(rows[1].path, "b,\"c\"\n.txt");
	assert_null(rows[1].algorithm);
	assert_false(rows[1].has_size);
	assert_string_equal(rows[2].digest, "x=y");
	static const char *const bad[] = {"\"open", "a,b=c,12x", "a,b=c,99999999999999999999999"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const struct lw_span s = {(const uint8_t *)bad[i], strlen(bad[i])};
		assert_false(lw_dist_record(s, &f->a, &rows, &n, &f->err));
		assert_int_equal(f->err.code, LW_E_MALFORMED);
		lw_error_clear(&f->err);
	}
	assert_string_equal(lw_dist_normalize(&f->a, "A._-b__C", &f->err), "a-b-c");
}

/* FIPS 180-2's "abc". */
static void digests(void **state) {
	struct fixture *f = *state;
	uint8_t sum[LW_DIGEST_LONGEST];
	add(f, "/abc", "abc");
	assert_true(lw_digest_file(&f->m.fs, "/abc", LW_DIGEST_SHA256, sum, &f->err));
	assert_string_equal(lw_hex(&f->a, sum, 32, &f->err),
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(lw_digest_base64(&f->a, sum, 32, &f->err), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
	assert_string_equal(lw_digest_base64(&f->a, sum, 1, &f->err), "ug");
	assert_string_equal(lw_digest_base64(&f->a, sum, 2, &f->err), "ung");
	assert_int_equal(lw_digest_kind_of("md5"), LW_DIGEST_UNKNOWN);
	assert_false(lw_digest_file(&f->m.fs, "/none", LW_DIGEST_SHA256, sum, &f->err));
}

static void wheel(void **state) {
	struct fixture *f = *state;
	struct lw_wheel_audit w;
	add(f, "/w/a-1.dist-info/WHEEL", "Root-Is-Purelib: true\nTag: py3-none-any\nTag: nonsense\n");
	add(f, "/w/a-1.dist-info/METADATA", "Name: A\nVersion: 1\n");
	add(f, "/w/a-1.dist-info/RECORD",
	    "abc,sha256=ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0=,3\na-1.dist-info/WHEEL,,\n"
	    "a-1.dist-info/METADATA,,\na-1.dist-info/RECORD,,\na/x.so,sha256=no,20\n");
	add(f, "/w/abc", "abc");
	add(f, "/w/a/x.so", "\177ELF, or so it says");
	assert_true(lw_wheel_audit(&f->m.fs, "/w", "A-1-py3-none-any.whl", &f->a, &w, &f->err));
	static const enum lw_wheel_fault_kind wanted[] = {LW_WHEEL_F_NO_HASH,        LW_WHEEL_F_NO_HASH,
							  LW_WHEEL_F_HASH,           LW_WHEEL_F_SIZE,
							  LW_WHEEL_F_PURELIB_NATIVE, LW_WHEEL_F_ANY_NATIVE};
	assert_int_equal(w.n_faults, sizeof wanted / sizeof *wanted);
	for (uint32_t i = 0; i < w.n_faults; i++)
		assert_int_equal(w.faults[i].kind, wanted[i]);
	assert_int_equal(w.n_natives, 1);
	add(f, "/w/b-1.dist-info/x", "");
	assert_true(lw_wheel_audit(&f->m.fs, "/w", NULL, &f->a, &w, &f->err));
	assert_int_equal(w.faults[0].kind, LW_WHEEL_F_NO_DIST_INFO);
	assert_true(lw_wheel_audit(&f->m.fs, "/none", NULL, &f->a, &w, &f->err));
	assert_int_equal(w.n_files, 0);
}

static void site(void **state) {
	struct fixture *f = *state;
	struct lw_site s;
	bool seems;
	add(f, "/s/a-1.dist-info/METADATA", "name: A.B\nVersion: 1\n\nVersion: 2\n");
	add(f, "/s/a-1.dist-info/direct_url.json",
	    "{\"url\": \"file:///src/a%20b%zz\", \"dir_info\": {\"editable\": true}}");
	add(f, "/s/bad-2.dist-info/direct_url.json", "{");
	add(f, "/s/bad-2.dist-info/RECORD", "\"");
	add(f, "/s/old-3.egg-info", "Name: old\nVersion: 3\n");
	add(f, "/s/x.pth", "/s\nimport this\n");
	assert_true(lw_site_seems(&f->m.fs, "/s", &f->a, &seems, &f->err) && seems);
	assert_true(lw_site_seems(&f->m.fs, "/", &f->a, &seems, &f->err) && !seems);
	assert_true(lw_site_read(&f->m.fs, "/s", &f->a, &s, &f->err));
	assert_int_equal(s.n_dists, 3);
	assert_string_equal(s.dists[0].name, "A.B");
	assert_string_equal(s.dists[0].version, "1");
	assert_true(s.dists[0].editable);
	assert_string_equal(s.dists[0].project, "/src/a b%zz");
	assert_int_equal(s.dists[0].way, LW_SITE_URL_WAY);
	assert_string_equal(s.dists[1].name, "bad");
	assert_string_equal(s.dists[1].version, "2");
	assert_int_equal(s.dists[2].form, LW_SITE_EGG_INFO);
	assert_int_equal(s.n_paths, 1);
	assert_string_equal(s.imports[0].module, "import this");
}

static void conda(void **state) {
	struct fixture *f = *state;
	struct lw_conda_audit c;
	add(f, "/c/info/index.json", "{\"name\": \"x\", \"version\": \"1\", \"build\": 0}");
	add(f, "/c/info/files", "bin/a\nlib/b\nlib/link\n");
	add(f, "/c/info/has_prefix", "bin/a\n\"/long place\" binary lib/b\n");
	add(f, "/c/bin/a", "#!/opt/anaconda1anaconda2anaconda3/bin/python");
	add(f, "/c/lib/b", "x/long place/lib");
	assert_true(lw_conda_audit(&f->m.fs, "/c", &f->a, &c, &f->err));
	assert_string_equal(c.package.name, "x");
	assert_null(c.package.build);
	assert_int_equal(c.package.n_paths, 3);
	assert_int_equal(c.package.paths[0].mode, LW_CONDA_TEXT);
	assert_int_equal(c.package.paths[1].mode, LW_CONDA_BINARY);
	assert_int_equal(c.n_faults, 1);
	assert_int_equal(c.faults[0].kind, LW_CONDA_F_MISSING);
	assert_string_equal(c.faults[0].path, "lib/link");
	add(f, "/c/info/paths.json", "{\"paths\": [{}]}");
	assert_true(lw_conda_audit(&f->m.fs, "/c", &f->a, &c, &f->err));
	assert_int_equal(c.faults[0].kind, LW_CONDA_F_BAD_INFO);
}

static void flattened(void **state) {
	struct fixture *f = *state;
	const struct lw_flattened *g;
	uint32_t n;
	static const char *const same[] = {"/p/libz.so",   "/p/libz.so.1", "/p/libz.so.1.2", "/q/libz.so",
					   "/p/libz.so.x", "/p/z.1.dylib", "/p/z.dylib"};
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		add(f, same[i], "same");
	add(f, "/p/libz.so.2", "else");
	assert_true(lw_package_flattened(&f->m.fs, "/", &f->a, &g, &n, &f->err));
	assert_int_equal(n, 2);
	assert_int_equal(g[0].n, 3);
	assert_string_equal(g[0].paths[2], "p/libz.so.1.2");
	assert_int_equal(g[1].n, 2);
	assert_int_equal(g[0].size, 4);
}

#define W(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
RUN("package", W(names), T(places), W(rows_of_record), W(digests), W(wheel), W(site), W(conda), W(flattened))
