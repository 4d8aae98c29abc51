/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A target and a library of any bytes are fused in memory. The input: four bytes each, the lengths of the target and of
 * the library; both; what stands for the loader; one byte, how. What comes of it is a refusal, or a file that passes
 * the proof of the fuser and is as large as it says. Two sound files that make an unsound one are a find.
 */
#include <stdio.h>
#include <stdlib.h>

#include "edit/elf_sound.h"
#include "format/formats.h"
#include "fuse/fusing.h"
#include "os/fs_mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool lay(struct lw_mem_fs *m, const char *path, struct lw_span bytes, struct lw_error *err) {
	struct lw_mem_node *n = lw_mem_fs_add(m, path, LW_MEM_FILE, err);
	if (n != NULL)
		n->bytes = bytes;
	return n != NULL;
}

/* Nothing is wrong with it that a proof would find. */
static bool is_sound(struct lw_span bytes, struct lw_arena *a) {
	struct lw_source src;
	struct lw_images now;
	struct lw_elf_defects bad;
	struct lw_error err = {0};
	lw_source_of_memory(&src, bytes);
	if (!lw_format_parse(&src, a, &now, &err) || now.n != 1 || now.at[0]->damage != NULL ||
	    !lw_elf_defects_of(&src, now.at[0], a, &bad, &err))
		return false;
	for (uint32_t i = 0; i < bad.n; i++)
		if (!bad.at[i].advice)
			return false;
	return true;
}

static void fuse(struct lw_session *s, struct lw_span target, struct lw_span library, uint64_t how,
		 struct lw_arena *a) {
	static const char *const env[] = {"LD_LIBRARY_PATH=/l"}, *const libs[] = {"libfuzz.so"};
	struct lw_world w = {
		.sz = sizeof w, .env = env, .n_env = 1, .cwd = "/", .loader = LW_LOADER_GLIBC, .glibc_minor = 36};
	const struct lw_fuse_opts opts = {.sz = sizeof opts,
					  .libs = libs,
					  .n_libs = (how & 4) == 0 ? 0 : 1,
					  .all = (how & 4) == 0,
					  .keep_libc = true,
					  .fixed = (how & 1) != 0,
					  .visible = (how & 2) != 0};
	const struct lw_fuse_plan *plan = NULL;
	struct lw_error err = {0};
	const bool ok = lw_fuse_new_on(s, &w, "/t", &opts, &plan, &err);
	const bool internal = !ok && err.code == LW_E_INTERNAL;
	if (ok && (plan->n_members < 2 || plan->size_after < target.len))
		abort();
	lw_fuse_free(plan);
	if (internal && is_sound(target, a) && is_sound(library, a)) {
		fprintf(stderr, "FOUND: %s\n", err.text);
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	const struct lw_span all = {data, size};
	struct lw_span target, library, loader;
	struct lw_arena a = {0};
	struct lw_mem_fs m;
	struct lw_session *s = NULL;
	struct lw_error err = {0};
	bool ok = true;
	const uint64_t len = lw_span_uint(all, 0, 4, false, &ok), more = lw_span_uint(all, 4, 4, false, &ok);
	const uint64_t how = lw_span_uint(all, size == 0 ? 0 : size - 1, 1, false, &ok);
	if (!ok || size < 9 || !lw_span_cut(all, 8, len, &target) || !lw_span_cut(all, 8 + len, more, &library) ||
	    !lw_span_cut(all, 8 + len + more, size - 9 - len - more, &loader))
		return 0;
	if (lw_mem_fs_init(&m, &a, &err) && lay(&m, "/t", target, &err) && lay(&m, "/l/libfuzz.so", library, &err) &&
	    lay(&m, "/lib64/ld-linux-x86-64.so.2", loader, &err) && lw_session_new_on(&m.fs, &s, &err))
		fuse(s, target, library, how, &a);
	lw_session_free(s);
	lw_arena_free(&a);
	return 0;
}
