/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What only the loader reads is written anew in the new file: symbols, strings, relocations. Linkers put it into a
 * segment of its own, before the code; that of a library need not be mapped or kept, and that of the target has room.
 */
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"

static bool is_dead(const struct lw_elf_section *s) {
	static const char *const names[] = {".hash",        ".gnu.hash",      ".dynsym",        ".dynstr",
					    ".gnu.version", ".gnu.version_d", ".gnu.version_r", ".rela.dyn",
					    ".rela.plt",    ".relr.dyn",      ".gnu.liblist",   ".gnu.conflict",
					    ".interp",      ".dynamic",       ".eh_frame_hdr"};
	if (s->raw.sh_type == SHT_NOTE)
		return true;
	for (size_t i = 0; s->name != NULL && i < sizeof names / sizeof names[0]; i++)
		if (strcmp(s->name, names[i]) == 0)
			return true;
	return false;
}

/* Is every byte of it the file header, a program header, padding or dead? */
static bool holds_dead(const struct lw_fuse_part *p, const struct lw_phdr *h) {
	bool any = false;
	if ((h->p_flags & (PF_W | PF_X)) != 0 || p->space.sections.n == 0 || h->p_filesz != h->p_memsz)
		return false;
	for (uint32_t i = 1; i < p->space.sections.n; i++) {
		const struct lw_elf_section *s = &p->space.sections.at[i];
		if ((s->raw.sh_flags & SHF_ALLOC) == 0 || s->raw.sh_addr < h->p_vaddr ||
		    s->raw.sh_addr - h->p_vaddr >= h->p_memsz)
			continue;
		if (!is_dead(s) && s->raw.sh_size != 0)
			return false;
		any = true;
	}
	return any;
}

void lw_fuse_drop_dead(struct lw_fuse_part *p) {
	uint32_t n = 0;
	if (p->is_target)
		return;
	for (uint32_t i = 0; i < p->segments.n; i++)
		if (n != 0 || i + 1 == p->segments.n || !holds_dead(p, &p->segments.at[i].p))
			p->segments.at[n++] = p->segments.at[i];
	p->segments.n = n;
}

static void add(const struct lw_fuse_part *t, struct lw_fuse_dead *d, uint64_t tag, uint64_t size) {
	const struct lw_dyn *entry = lw_elf_dyn(t->elf, tag);
	struct lw_elf_place at;
	if (entry != NULL && size != 0 && lw_elf_map(&t->r, entry->d_val, &at) && size <= at.len)
		d->at[d->n++] = (struct lw_fuse_range){at.off, at.off + size};
}

void lw_fuse_find_dead(const struct lw_fuse_part *t, struct lw_fuse_dead *out) {
	out->n = 0;
	add(t, out, DT_STRTAB, lw_elf_dyn_value(t->elf, DT_STRSZ));
	add(t, out, DT_SYMTAB, (t->n_symbols + 1) * lw_record_size(&lw_rec_sym, t->r.is64));
	add(t, out, DT_VERSYM, (t->n_symbols + 1) * 2);
	add(t, out, DT_RELA, lw_elf_dyn_value(t->elf, DT_RELASZ));
	add(t, out, DT_JMPREL, lw_elf_dyn_value(t->elf, DT_PLTRELSZ));
	add(t, out, DT_RELR, lw_elf_dyn_value(t->elf, DT_RELRSZ));
}
