/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuse-frames [--parse] AT FILE DELTA [FILE DELTA]...: writes to the standard output the .eh_frame_hdr that would lie
 * at AT for all files, each moved by its DELTA. --parse: no file's own table is looked at. AT "-": where the first file
 * has its own, or else behind its .eh_frame. What is wrong goes to the standard error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/elf_parse.h"
#include "format/elf_space.h"
#include "fuse/frames.h"
#include "names/elf_numbers.h"
#include "os/fs.h"

#define MOST_FILES 64

static bool bytes_at(const struct lw_elf_space *sp, uint64_t addr, uint64_t len, struct lw_span *out) {
	for (uint32_t i = 0; i < sp->parts.n; i++) {
		const struct lw_elf_part *p = &sp->parts.at[i];
		if (addr >= p->addr && lw_span_cut(p->bytes, addr - p->addr, len, out))
			return true;
	}
	return false;
}

static void find(const struct lw_elf_space *sp, bool alone, uint64_t delta, struct lw_fuse_frames_part *out) {
	const struct lw_elf_section *s = lw_elf_section(sp, ".eh_frame");
	const struct lw_elf *e = sp->img->elf;
	out->is64 = sp->img->bits == 64;
	out->big = sp->img->big_endian;
	if (s != NULL && bytes_at(sp, s->raw.sh_addr, s->raw.sh_size, &out->frames))
		out->frames_addr = s->raw.sh_addr + delta;
	for (uint32_t i = 0; i < e->n_phdrs; i++)
		if (e->phdrs[i].p_type == PT_GNU_EH_FRAME) {
			out->hdr_addr = e->phdrs[i].p_vaddr + delta;
			if (!alone && !bytes_at(sp, e->phdrs[i].p_vaddr, e->phdrs[i].p_filesz, &out->hdr))
				out->hdr.len = 0;
		}
}

static bool read_file(const char *path, bool alone, uint64_t delta, struct lw_arena *a, struct lw_fuse_frames_part *out,
		      struct lw_error *err) {
	const struct lw_fs *fs = lw_fs_disk();
	struct lw_source *src = lw_alloc(a, 1, sizeof *src, err);
	struct lw_elf_space sp;
	struct lw_image *img;
	struct lw_stat st;
	if (src == NULL || fs->ops->open(fs, path, src, &st) != 0)
		return false;
	out->name = path;
	if (!lw_elf_parse(src, a, &img, err) || !lw_elf_space_load(&sp, src, img, a, err))
		return false;
	find(&sp, alone, delta, out);
	return true;
}

static bool write_table(const struct lw_fuse_frames *f, uint64_t at, bool big, struct lw_arena *a,
			struct lw_error *err) {
	const size_t n = (size_t)lw_fuse_frames_size(f);
	uint8_t *bytes = lw_alloc(a, n, 1, err);
	return bytes != NULL && lw_fuse_frames_write(f, at, big, bytes, err) && fwrite(bytes, 1, n, stdout) == n;
}

int main(int argc, char **argv) {
	const bool alone = argc > 1 && strcmp(argv[1], "--parse") == 0;
	char **word = argv + 1 + alone;
	struct lw_fuse_frames_part parts[MOST_FILES] = {0};
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_fuse_frames f;
	uint32_t n = 0;
	bool ok = argc - alone >= 4;
	for (int i = 2 + alone; ok && i + 1 < argc && n < MOST_FILES; i += 2, n++)
		ok = read_file(argv[i], alone, strtoull(argv[i + 1], NULL, 0), &a, &parts[n], &err);
	if (ok && lw_fuse_frames_read(parts, n, &a, &f, &err)) {
		const uint64_t own = parts[0].hdr_addr != 0
			? parts[0].hdr_addr
			: (parts[0].frames_addr + parts[0].frames.len + 3) & ~(uint64_t)3;
		const uint64_t at = strcmp(*word, "-") == 0 ? own : strtoull(*word, NULL, 0);
		ok = write_table(&f, at, parts[0].big, &a, &err);
	} else
		ok = false;
	if (!ok)
		fprintf(stderr, "%s: %s %s\n", err.subject, lw_code_name(err.code), err.text);
	lw_arena_free(&a);
	return ok ? 0 : 1;
}
