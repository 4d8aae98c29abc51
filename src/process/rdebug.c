/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the loader's own list is: the program's DT_DEBUG, which the loader has set to the address of its struct r_debug
 * (gABI chapter 5). A program that was started by calling its loader has none there that the kernel knows of: then the
 * loader's symbol _r_debug is it (glibc elf/dl-debug.c), or what musl's _dl_debug_addr points to.
 */
#include <string.h>

#include "base/fail.h"
#include "format/elf_records.h"
#include "os/errno_names.h"
#include "process/reading.h"

enum { PT_DYNAMIC = 2, PT_INTERP = 3, PT_PHDR = 6, DT_NULL = 0, DT_DEBUG = 21 };

#define MOST_PHDRS 512u
#define MOST_DYNS 4096u

struct headers {
	uint64_t bias, dynamic;
	bool has_interp;
};

static bool record(const struct lw_source *memory, const struct lw_record *rec, uint64_t addr, struct lw_layout layout,
		   void *host) {
	uint8_t bytes[64];
	const uint64_t n = lw_record_size(rec, layout.is64);
	return n <= sizeof bytes && lw_memory_read(memory, addr, bytes, n) &&
		lw_record_get(rec, (struct lw_span){bytes, n}, 0, layout.is64, layout.big, host);
}

/* As the kernel gave them to the program. */
static bool program_headers(const struct lw_process_reading *r, const struct lw_source *memory, struct headers *h) {
	const uint64_t size = lw_record_size(&lw_rec_phdr, r->layout.is64);
	uint64_t phdr_vaddr = 0;
	bool has_phdr = false;
	*h = (struct headers){0};
	if (r->auxv.phent != size || r->auxv.phnum > MOST_PHDRS)
		return false;
	for (uint64_t i = 0; i < r->auxv.phnum; i++) {
		struct lw_phdr p;
		if (!record(memory, &lw_rec_phdr, r->auxv.phdr + i * size, r->layout, &p))
			return false;
		if (p.p_type == PT_PHDR) {
			phdr_vaddr = p.p_vaddr;
			has_phdr = true;
		}
		if (p.p_type == PT_DYNAMIC)
			h->dynamic = p.p_vaddr;
		h->has_interp = h->has_interp || p.p_type == PT_INTERP;
	}
	if (has_phdr)
		h->bias = r->auxv.phdr - phdr_vaddr;
	else if (r->exe != NULL && r->exe->elf != NULL)
		h->bias = r->auxv.entry - r->exe->elf->ehdr.e_entry;
	return h->dynamic != 0;
}

static uint64_t debug_entry(const struct lw_process_reading *r, const struct lw_source *memory,
			    const struct headers *h) {
	const uint64_t size = lw_record_size(&lw_rec_dyn, r->layout.is64);
	for (uint64_t i = 0; i < MOST_DYNS; i++) {
		struct lw_dyn d;
		if (!record(memory, &lw_rec_dyn, h->bias + h->dynamic + i * size, r->layout, &d) || d.d_tag == DT_NULL)
			return 0;
		if (d.d_tag == DT_DEBUG)
			return d.d_val;
	}
	return 0;
}

/* The loader itself was started: bias is its own. */
static bool by_symbol(struct lw_process_reading *r, const struct lw_source *memory, uint64_t bias, uint64_t *out,
		      struct lw_error *err) {
	const struct lw_symbol *syms;
	struct lw_error bad = {0};
	size_t n;
	*out = 0;
	if (r->exe_file == NULL || r->exe == NULL || r->exe->interp != NULL)
		return true;
	if (!lw_session_symbols(r->s, r->exe_file, &syms, &n, &bad)) {
		*err = bad.code == LW_E_NOMEM ? bad : *err;
		return bad.code != LW_E_NOMEM;
	}
	for (size_t i = 0; i < n && *out == 0; i++) {
		uint8_t bytes[8];
		const unsigned size = r->layout.is64 ? 8 : 4;
		const uint64_t addr = bias + syms[i].raw.st_value;
		if (syms[i].raw.st_shndx == 0)
			continue;
		if (strcmp(syms[i].name, "_r_debug") == 0)
			*out = addr;
		else if (strcmp(syms[i].name, "_dl_debug_addr") == 0 && lw_memory_read(memory, addr, bytes, size))
			*out = lw_load_uint(bytes, size, r->layout.big);
	}
	return true;
}

/* The image of the program; its file may be one that no path leads to. */
static bool load_program(struct lw_process_reading *r, struct lw_error *err) {
	for (uint32_t i = 0; i < r->maps.n; i++) {
		const struct lw_mapping *m = &r->maps.at[i];
		struct lw_stat st = {0};
		const char *path = lw_process_path(r, m->path);
		bool from_memory;
		int sys;
		if (m->ino != r->exe_ino || m->ino == 0 || m->off != 0)
			continue;
		const struct lw_mapped_part part = {m, r->exe_dev, r->exe_ino};
		if (r->s->fs->ops->stat(r->s->fs, path, &st) != 0 || st.ino != r->exe_ino)
			LW_TRY(lw_process_fs_add(r->fs, &r->proc, &r->maps, &part, &path, &from_memory, err));
		LW_TRY(path == NULL || lw_session_load(r->s, path, &r->exe_file, &sys, err));
		r->exe = r->exe_file == NULL ? NULL : r->exe_file->image;
		return true;
	}
	return true;
}

static bool read_list(struct lw_process_reading *r, const struct lw_source *memory, struct lw_error *err) {
	struct headers h;
	uint64_t at = 0;
	if (!program_headers(r, memory, &h)) {
		r->p->is_static = true;
		return true;
	}
	r->p->is_static = !h.has_interp && (r->exe == NULL || r->exe->soname.text == NULL);
	at = debug_entry(r, memory, &h);
	if (at == 0)
		LW_TRY(by_symbol(r, memory, h.bias, &at, err));
	if (at == 0)
		return r->p->is_static ||
			lw_process_note(r, err, "the loader has not set up its list yet, or keeps none");
	/* The process goes on: a list that is being changed is read again. */
	for (unsigned i = 0; i < 5; i++) {
		LW_TRY(lw_links_read(memory, at, r->layout, r->a, &r->links, err));
		if (!r->links.cut && !r->links.busy)
			break;
	}
	return true;
}

static bool remarks(struct lw_process_reading *r, struct lw_error *err) {
	if (r->links.cut)
		LW_TRY(lw_process_note(r, err,
				       "a part of the loader's list could not be read, or does not fit together"));
	if (r->links.busy)
		LW_TRY(lw_process_note(r, err, "the loader is at work: its list may not be complete"));
	return true;
}

bool lw_process_links(struct lw_process_reading *r, struct lw_error *err) {
	struct lw_source memory;
	struct lw_errno_buf words;
	LW_TRY(load_program(r, err));
	const int sys = lw_proc_memory(&r->proc, &memory);
	if (sys != 0) {
		r->p->is_static =
			r->exe != NULL && (r->exe->kind == LW_IMAGE_STATIC || r->exe->kind == LW_IMAGE_STATIC_PIE);
		return lw_process_note(
			r, err,
			"the memory of the process may not be read (%s): the order is not that of loading, and "
			"what is loaded twice from one file cannot be told",
			lw_errno_words(sys, &words));
	}
	const bool ok = read_list(r, &memory, err);
	lw_source_close(&memory);
	r->p->has_list = ok && r->links.n != 0;
	r->p->n_namespaces = r->links.n_ns;
	return ok && remarks(r, err);
}
