/* SPDX-License-Identifier: Apache-2.0 */
#include "process/mapped_source.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "format/elf_records.h"
#include "process/linkmap.h"

#define PT_LOAD 1
#define PT_DYNAMIC 2
#define MOST_PHDRS 512u
#define MOST_DYNAMIC 65536u
#define MOST_EXTENTS 1024u

/* What is known of the file while it is put together. */
struct making {
	const struct lw_source *memory;
	struct lw_arena *a;
	const struct lw_mappings *maps;
	const struct lw_mapping *first;
	uint64_t bias, span_end;
	uint64_t dynamic_addr, dynamic_off, n_dynamic;
	uint8_t ident[16];
	struct lw_layout layout;
	struct lw_ehdr ehdr;
};

static bool header(struct making *m) {
	uint8_t bytes[64];
	if (m->first->off != 0 || !lw_memory_read(m->memory, m->first->start, bytes, sizeof bytes) ||
	    memcmp(bytes, "\177ELF", 4) != 0)
		return false;
	m->layout = (struct lw_layout){bytes[4] == 2, bytes[5] == 2};
	return lw_record_get(&lw_rec_ehdr, (struct lw_span){bytes, sizeof bytes}, 0, m->layout.is64, m->layout.big,
			     &m->ehdr) &&
		m->ehdr.e_phnum != 0 && m->ehdr.e_phnum <= MOST_PHDRS &&
		m->ehdr.e_phentsize == lw_record_size(&lw_rec_phdr, m->layout.is64) &&
		m->ehdr.e_phoff < m->first->end - m->first->start;
}

static bool phdr(const struct making *m, uint64_t i, struct lw_phdr *out) {
	uint8_t bytes[64];
	const uint64_t size = lw_record_size(&lw_rec_phdr, m->layout.is64);
	return lw_memory_read(m->memory, m->first->start + m->ehdr.e_phoff + i * size, bytes, size) &&
		lw_record_get(&lw_rec_phdr, (struct lw_span){bytes, size}, 0, m->layout.is64, m->layout.big, out);
}

/* The first PT_LOAD tells what is added to addresses; the last, where the file ends in memory. */
static bool span(struct making *m) {
	bool known = false;
	for (uint64_t i = 0; i < m->ehdr.e_phnum; i++) {
		struct lw_phdr p;
		if (!phdr(m, i, &p))
			return false;
		if (p.p_type == PT_LOAD && !known) {
			m->bias = m->first->start + p.p_offset - p.p_vaddr;
			known = true;
		}
		if (p.p_type == PT_LOAD && m->bias + p.p_vaddr + p.p_memsz > m->span_end)
			m->span_end = m->bias + p.p_vaddr + p.p_memsz;
		if (p.p_type == PT_DYNAMIC) {
			m->dynamic_addr = p.p_vaddr;
			m->dynamic_off = p.p_offset;
			m->n_dynamic = p.p_filesz < MOST_DYNAMIC ? p.p_filesz : MOST_DYNAMIC;
		}
	}
	m->dynamic_addr += m->bias;
	return known;
}

static bool extents(const struct making *m, struct lw_mapped_file *out, struct lw_error *err) {
	LW_VEC(struct lw_extent) list = {0};
	for (const struct lw_mapping *at = m->first; at < m->maps->at + m->maps->n && at->start < m->span_end; at++) {
		if (at->ino != m->first->ino || at->dev != m->first->dev || !at->read || list.n >= MOST_EXTENTS ||
		    !lw_range_fits(at->off, at->end - at->start, INT64_MAX))
			continue;
		struct lw_extent *e = lw_vec_add(m->a, &list, err);
		if (e == NULL)
			return false;
		*e = (struct lw_extent){at->off, at->end - at->start, at->start};
		if (e->off + e->len > out->size)
			out->size = e->off + e->len;
	}
	out->extents = list.at;
	out->n_extents = list.n;
	return true;
}

/* Tags whose value is an address (gABI chapter 5; glibc elf/get-dynamic-info.h relocates some of them, and no other
 * tag's value lies between the first and the last address of the loaded file by meaning). */
static bool is_address(uint64_t tag) {
	static const uint64_t tags[] = {3,  4,  5,  6,  7,          12,         13,         17,
					23, 25, 26, 36, 0x6ffffef5, 0x6ffffff0, 0x6ffffffc, 0x6ffffffe};
	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
		if (tags[i] == tag)
			return true;
	return false;
}

static bool dynamic(const struct making *m, struct lw_mapped_file *out, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_dyn, m->layout.is64);
	uint8_t *bytes = lw_alloc(m->a, (size_t)m->n_dynamic, 1, err);
	if (bytes == NULL)
		return false;
	if (m->n_dynamic == 0 || !lw_memory_read(m->memory, m->dynamic_addr, bytes, m->n_dynamic))
		return true;
	out->dynamic_off = m->dynamic_off;
	out->dynamic = (struct lw_span){bytes, m->n_dynamic};
	for (uint64_t at = 0; at + size <= m->n_dynamic; at += size) {
		struct lw_dyn d;
		if (!lw_record_get(&lw_rec_dyn, out->dynamic, at, m->layout.is64, m->layout.big, &d))
			return true;
		if (!is_address(d.d_tag) || d.d_val < m->first->start || d.d_val >= m->span_end)
			continue;
		d.d_val -= m->bias;
		lw_record_put(&lw_rec_dyn, bytes + at, m->layout.is64, m->layout.big, &d);
	}
	return true;
}

bool lw_mapped_file_lay(const struct lw_source *memory, const struct lw_mappings *maps, const struct lw_mapping *first,
			struct lw_arena *a, struct lw_mapped_file *out, bool *is_elf, struct lw_error *err) {
	struct making m = {.memory = memory, .a = a, .maps = maps, .first = first};
	*is_elf = header(&m) && span(&m);
	return !*is_elf || (extents(&m, out, err) && dynamic(&m, out, err));
}

bool lw_mapped_file_of(const struct lw_proc *proc, const struct lw_mappings *maps, const struct lw_mapping *first,
		       struct lw_arena *a, struct lw_mapped_file *out, int *sys, struct lw_error *err) {
	struct lw_source memory;
	bool is_elf = false;
	*out = (struct lw_mapped_file){.pid = proc->pid};
	*sys = lw_proc_memory(proc, &memory);
	if (*sys != 0)
		return false;
	const bool ok = lw_mapped_file_lay(&memory, maps, first, a, out, &is_elf, err);
	lw_source_close(&memory);
	if (ok && !is_elf)
		*sys = EINVAL;
	return ok && is_elf;
}

static const struct lw_mapped_file *of(const struct lw_source *src) {
	return src->ctx;
}

static int64_t read_extent(const struct lw_source *src, const struct lw_extent *e, uint64_t off, uint8_t *buf,
			   uint64_t n, int *sys) {
	const uint64_t from = off > e->off ? off : e->off;
	const uint64_t to = off + n < e->off + e->len ? off + n : e->off + e->len;
	if (from >= to)
		return 0;
	uint64_t got = 0;
	struct lw_source memory = {.ops = NULL};
	const struct lw_proc p = {of(src)->pid, src->fd};
	*sys = lw_proc_memory(&p, &memory);
	if (*sys != 0)
		return -1;
	while (got < to - from) { /* a page behind the end of the file cannot be read: the rest stays zero */
		uint64_t step = 4096 - (e->addr + (from - e->off) + got) % 4096;
		step = step < to - from - got ? step : to - from - got;
		if (!lw_memory_read(&memory, e->addr + (from - e->off) + got, buf + (from - off) + got, step))
			break;
		got += step;
	}
	lw_source_close(&memory);
	return (int64_t)got;
}

static int64_t read_mapped(const struct lw_source *src, uint64_t off, void *buf, uint64_t n, int *sys) {
	const struct lw_mapped_file *f = of(src);
	*sys = 0;
	if (off >= f->size)
		return 0;
	n = n < f->size - off ? n : f->size - off;
	memset(buf, 0, (size_t)n);
	for (uint32_t i = 0; i < f->n_extents; i++)
		if (read_extent(src, &f->extents[i], off, buf, n, sys) < 0)
			return -1;
	const uint64_t from = off > f->dynamic_off ? off : f->dynamic_off;
	const uint64_t end = f->dynamic_off + f->dynamic.len, to = off + n < end ? off + n : end;
	if (from < to)
		memcpy((uint8_t *)buf + (from - off), f->dynamic.ptr + (from - f->dynamic_off), (size_t)(to - from));
	return (int64_t)n;
}

static void close_mapped(struct lw_source *src) {
	struct lw_proc p = {of(src)->pid, src->fd};
	lw_proc_close(&p);
}

int lw_mapped_file_open(const struct lw_mapped_file *file, struct lw_source *src) {
	static const struct lw_source_ops ops = {.read = read_mapped, .close = close_mapped};
	struct lw_proc p;
	const int sys = lw_proc_open(file->pid, &p);
	if (sys == 0)
		*src = (struct lw_source){.ops = &ops, .size = file->size, .fd = p.dir, .ctx = (void *)(uintptr_t)file};
	return sys;
}
