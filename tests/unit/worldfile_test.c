/* SPDX-License-Identifier: Apache-2.0 */
/* World files: what is no world is refused with its line, and what is recorded can be read again. */
#include "unit.h"

#include <string.h>

#include "linkwright/worldfile.h"
#include "session/session.h"
#include "worldfile/worldfile.h"

static const char good[] = "# a comment before the first line\n"
			   "world 1\n"
			   "about a library beside the program\n"
			   "loader /lib64/ld-linux-x86-64.so.2 glibc 2.36\n"
			   "elf /opt/bin/app\n"
			   "\tprogram\n"
			   "\tneeded liba.so\n"
			   "\tneeded \"lib b.so\"   # quoted\n"
			   "\trunpath $ORIGIN/../lib\n"
			   "link /bin/app -> /opt/bin/app\n"
			   "elf /opt/lib/liba.so\n"
			   "\tsoname liba.so\n"
			   "\tdefines A_1\n"
			   "env LD_LIBRARY_PATH=/nowhere:\n"
			   "cpu x86-64-v3\n"
			   "ask why /bin/app liba.so\n"
			   "expect\n"
			   "\tload liba.so => /opt/bin/../lib/liba.so by runpath\n";

static void refuses_with_the_line(void **state) {
	(void)state;
	static const struct {
		const char *text, *says;
	} cases[] = {
		{"world 2\n", "line 1: a world file begins with"},
		{"world 1\nfrob /x\n", "line 2: frob is no statement"},
		{"world 1\n\tneeded x\n", "line 2: an indented line belongs to no file"},
		{"world 1\nelf /a\n\tneeded\n", "line 3: needed lacks its value"},
		{"world 1\nelf /a\n\tcut lots\n", "line 3: lots is no number"},
		{"world 1\nelf a\n", "line 2: a is no absolute path"},
		{"world 1\nelf /a\nelf /a\n", "line 3: /a is there already"},
		{"world 1\ntext /a \"x\n", "line 2: a quote is not closed"},
		{"world 1\ntext /a \"\\q\"\n", "line 2: a backslash in quotes"},
		{"world 1\nhard /a -> /b\n", "line 2: /b is no file that stands above"},
		{"world 1\nmachine pdp11\n", "line 2: the machine is not known"},
		{"world 1\nelf /a\n\tpoke 100000 ff\n", "poke at 100000 lies outside"},
		{"world 1\ncache /c\n\tentry liba.so /a\n", "line 3: an entry is written"},
		{"world 1\nask how /a\n", "line 2: a question is written"},
		{"world 1\npe /a\n\tmachine s390x\n", "line 3: s390x is no machine of PE"},
		{"world 1\npe /a\n\timport\n", "line 3: import lacks its value"},
		{"world 1\npe /a\n\timport a.dll @99999\n", "line 3: 99999 is no number"},
		{"world 1\npe /a\n\tforward f b\n", "line 3: a forwarder is written"},
		{"world 1\npe /a\n\tload-flags 0x10000\n", "line 3: 0x10000 is no number"},
		{"world 1\npe /a\n\tmanifest <a> <b>\n", "line 3: a line of a manifest stands in quotes"},
		{"world 1\npe /a\n\tneeded x\n", "line 3: needed is no line about a pe"},
		{"world 1\npe /a\n\texport @99999\n", "line 3: 99999 is no number"},
		{"world 1\npe /a\n\texport @65535 f\n", "an export behind ordinal 65535"},
		{"world 1\npe /a\n\tmanifest-hex 3\n", "line 3: 3 is not written in pairs of hex digits"},
		{"world 1\nmacho /a\n\tbuild macos\n", "line 3: a build is written"},
		{"world 1\nmacho /a\n\tbuild beos 11.0 12.0\n", "line 3: beos is no platform"},
		{"world 1\nmacho /a\n\tbuild macos 11.0 12.0.1.2\n", "line 3: 12.0.1.2 is no version"},
		{"world 1\nmacho /a\n\ttype fish\n", "line 3: fish is no number"},
		{"world 1\nstart warp\n", "line 2: warp is no way to start"},
		{"world 1\nuser-dir\n", "line 2: user-dir lacks its value"},
		{"world 1\napiset api-x kernelbase.dll\n", "line 2: a contract is written"},
		{"world 1\napiset api-x = a,b\n", "line 2: a contract is written"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct lw_arena a = {0};
		struct lw_error err = {0};
		struct lw_worldfile *w;
		assert_false(lw_worldfile_parse(cases[i].text, strlen(cases[i].text), "case", &a, &w, &err));
		if (strstr(err.text, cases[i].says) == NULL)
			fail_msg("case %zu says \"%s\"", i, err.text);
		lw_arena_free(&a);
	}
}

static void reads_every_statement(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_worldfile *w;
	assert_true(lw_worldfile_parse(good, strlen(good), "good", &a, &w, &err));
	assert_string_equal(w->about, "a library beside the program");
	assert_string_equal(w->ask_library, "liba.so");
	assert_int_equal(w->world.n_env, 1);
	assert_int_equal(w->world.cpu.x86_level, 3);
	assert_int_equal(w->expect.n, 1);
	lw_arena_free(&a);
}

static void reads_what_windows_was_told(void **state) {
	(void)state;
	static const char text[] = "world 1\nloader windows\nstart conda\nuser-dir /C/a\nuser-dir C:\\b\n"
				   "dll-directory \"\"\nunsafe-search\ndev-override\n"
				   "apiset api-a-l1-1-0 = b.dll c.dll:d.dll\napiset ext-e-l1-1-0 = \"\"\n";
	static const char map[] = "api-a-l1-1-0 = b.dll, c.dll:d.dll\next-e-l1-1-0 = \"\"\n";
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_worldfile *w;
	assert_true(lw_worldfile_parse(text, strlen(text), "windows", &a, &w, &err));
	const struct lw_windows *win = &w->world.windows;
	assert_int_equal(w->world.loader, LW_LOADER_WINDOWS);
	assert_int_equal(win->start, LW_START_CONDA);
	assert_int_equal(win->n_user_dirs, 2);
	assert_string_equal(win->user_dirs[0], "/C/a");
	assert_string_equal(win->user_dirs[1], "C:\\b");
	assert_string_equal(win->dll_directory, "");
	assert_true(win->unsafe_search && win->dev_override);
	assert_int_equal(win->n_api_sets, strlen(map));
	assert_memory_equal(win->api_sets, map, strlen(map));
	lw_arena_free(&a);
}

/* Asks the world's question and records it; the text lies in the arena. */
static const char *record(const char *text, struct lw_arena *a, const char **path_of_a) {
	struct lw_error err = {0};
	struct lw_worldfile *w;
	struct lw_session *s;
	const struct lw_graph *g;
	const char *out;
	assert_true(lw_worldfile_parse(text, strlen(text), "world", a, &w, &err));
	assert_true(lw_session_new_on(&w->fs.fs, &s, &err));
	assert_true(lw_graph_build(s, &w->world, w->ask_path, &g, &err));
	assert_true(lw_world_record(s, g, w->ask_library, &out, &err));
	out = lw_strdup(a, out, &err);
	const struct lw_object *first = &g->objects[g->order[0]];
	*path_of_a = lw_strdup(a, first->found ? first->path : first->name, &err);
	assert_non_null(out);
	lw_session_free(s);
	return out;
}

static void what_is_recorded_gives_the_same_again(void **state) {
	(void)state;
	struct lw_arena a = {0};
	const char *path, *path_again;
	const char *once = record(good, &a, &path);
	const char *twice = record(once, &a, &path_again);
	assert_string_equal(path, "/opt/bin/../lib/liba.so");
	assert_string_equal(path_again, path);
	assert_string_equal(strstr(twice, "expect\n"), strstr(once, "expect\n"));
	lw_arena_free(&a);
}

/* What no test can lay on disk: files that cannot be opened. */
static void other_formats_give_the_same_again(void **state) {
	(void)state;
	static const char *const worlds[] = {
		"world 1\nloader dyld 14.5\nmacho /app/bin/prog\n\tprogram\n\tload @rpath/liba.dylib\n"
		"\trpath /closed\n\trpath @loader_path/../lib\n\trpath /text/x\n\trpath /ln/..\n\tbuild macos 10.13 "
		"14.2.3\n"
		"\tbuild catalyst 13.1 14.2\n"
		"\tsigned runtime restrict\n\tentitlement com.apple.security.cs.allow-dyld-environment-variables\n"
		"\trestricted\ntext /closed/liba.dylib\n\terrno EACCES\ntext /text\nraw /app/lib/liba.dylib cffaedfe\n"
		"link /ln -> opt/lib\nmacho /opt/liba.dylib\n\tbuild none\n\tload relative.dylib\n"
		"\tarch x86_64 arm64\n\ttype 0x6\ndir /opt/lib\n"
		"env DYLD_LIBRARY_PATH=/x\nask tree /app/bin/prog\nexpect\n",
		"world 1\nloader windows\npe /C/app/prog.exe\n\tprogram\n\timport liba.dll\n\timport libb.dll @7\n"
		"\tmanifest-hex 3c613e3c2f613e\ntext /C/app/LIBA.dll\n\terrno EIO\npe /C/Windows/System32/libb.dll\n"
		"\texport a\n\tforward @7 libc.#12\npe /C/Windows/libc.dll\n\tmachine arm\n"
		"pe /C/Windows/System/libc.dll\n\texport @12 b\n\tmanifest <a/>\n"
		"text /C/app/prog.exe.local\nask why /C/app/prog.exe libc.dll\nexpect\n",
	};
	for (size_t i = 0; i < sizeof worlds / sizeof worlds[0]; i++) {
		struct lw_arena a = {0};
		const char *path, *path_again;
		const char *once = record(worlds[i], &a, &path), *twice = record(once, &a, &path_again);
		assert_string_equal(path, path_again);
		assert_string_equal(strstr(twice, "expect\n"), strstr(once, "expect\n"));
		/* A record is as small as its own record. */
		assert_int_equal(strlen(twice), strlen(once));
		lw_arena_free(&a);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_with_the_line),
		cmocka_unit_test(reads_every_statement),
		cmocka_unit_test(reads_what_windows_was_told),
		cmocka_unit_test(what_is_recorded_gives_the_same_again),
		cmocka_unit_test(other_formats_give_the_same_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
