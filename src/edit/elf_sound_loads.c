/* SPDX-License-Identifier: Apache-2.0 */
/* PT_LOAD: what the kernel and loaders map. */
#include "edit/elf_sounding.h"

#include "base/fail.h"

#define ULL(x) ((unsigned long long)(x))
/* The smallest page of any machine that has a loader, and the largest that two segments are kept apart for. */
#define SMALLEST_PAGE UINT64_C(0x1000)
#define LARGEST_PAGE UINT64_C(0x10000)

static bool power_of_two(uint64_t n) {
	return n != 0 && (n & (n - 1)) == 0;
}

static bool sizes(struct lw_sounding *s, const struct lw_phdr *p, uint64_t off, struct lw_error *err) {
	const uint64_t most = s->r.is64 ? UINT64_MAX : UINT32_MAX;
	if (p->p_filesz > p->p_memsz)
		LW_TRY(lw_sound_add(s, LW_SOUND_LOAD_SIZES, off, err,
				    "a PT_LOAD has %#llx bytes in the file and only %#llx in memory", ULL(p->p_filesz),
				    ULL(p->p_memsz)));
	if (p->p_filesz != 0 && !lw_range_fits(p->p_offset, p->p_filesz, s->r.src->size))
		LW_TRY(lw_sound_add(s, LW_SOUND_LOAD_FILE, off, err,
				    "a PT_LOAD has %#llx bytes at %#llx, and the file ends at %#llx", ULL(p->p_filesz),
				    ULL(p->p_offset), ULL(s->r.src->size)));
	if (p->p_memsz != 0 && p->p_memsz - 1 > most - p->p_vaddr)
		LW_TRY(lw_sound_add(s, LW_SOUND_LOAD_WRAPS, off, err,
				    "a PT_LOAD of %#llx bytes at %#llx passes the end of the address space",
				    ULL(p->p_memsz), ULL(p->p_vaddr)));
	return true;
}

static bool alignment(struct lw_sounding *s, const struct lw_phdr *p, uint64_t off, struct lw_error *err) {
	if (p->p_align > 1 && !power_of_two(p->p_align))
		return lw_sound_add(s, LW_SOUND_LOAD_ALIGN, off, err,
				    "a PT_LOAD is aligned to %#llx, which is no power of two", ULL(p->p_align));
	if (p->p_align > 1 && (p->p_offset & (p->p_align - 1)) != (p->p_vaddr & (p->p_align - 1)))
		LW_TRY(lw_sound_add(
			s, LW_SOUND_LOAD_CONGRUENCE, off, err,
			"a PT_LOAD lies at %#llx in the file and at %#llx in memory, which differ modulo its "
			"alignment %#llx",
			ULL(p->p_offset), ULL(p->p_vaddr), ULL(p->p_align)));
	if (s->r.elf->has_dynamic && p->p_align < SMALLEST_PAGE)
		return lw_sound_add(s, LW_SOUND_LOAD_PAGE, off, err,
				    "a PT_LOAD that a loader has to map is aligned to %#llx, less than a page",
				    ULL(p->p_align));
	return true;
}

static bool rights(struct lw_sounding *s, const struct lw_phdr *p, uint64_t off, struct lw_error *err) {
	if ((p->p_flags & PF_W) != 0 && (p->p_flags & PF_X) != 0)
		LW_TRY(lw_sound_add(s, LW_SOUND_LOAD_WX, off, err, "a PT_LOAD is writable and executable"));
	if ((p->p_flags & PF_W) == 0 && p->p_memsz > p->p_filesz)
		LW_TRY(lw_sound_add(s, LW_SOUND_LOAD_ZEROS, off, err,
				    "a PT_LOAD has %#llx zeros behind its bytes and is not writable",
				    ULL(p->p_memsz - p->p_filesz)));
	return true;
}

static uint64_t page_of(const struct lw_phdr *x, const struct lw_phdr *y) {
	const uint64_t least = x->p_align < y->p_align ? x->p_align : y->p_align;
	return !power_of_two(least) || least < SMALLEST_PAGE ? SMALLEST_PAGE
		: least > LARGEST_PAGE                       ? LARGEST_PAGE
							     : least;
}

/* q is mapped after p, by whole pages: what p has in q's first page is gone, unless q brings the same bytes. */
static bool share_page(struct lw_sounding *s, const struct lw_phdr *p, const struct lw_phdr *q, uint64_t off,
		       struct lw_error *err) {
	const uint64_t mask = page_of(p, q) - 1, start = q->p_vaddr & ~mask, p_end = p->p_vaddr + p->p_memsz;
	if (p->p_memsz == 0 || q->p_memsz == 0 || p_end <= start || p->p_vaddr > q->p_vaddr)
		return true;
	if (p->p_vaddr + p->p_filesz < p_end && p_end > start)
		return lw_sound_add(
			s, LW_SOUND_LOAD_SHARED_PAGE, off, err,
			"the zeros of the PT_LOAD before it end at %#llx, in the page that a PT_LOAD at %#llx "
			"is mapped over",
			ULL(p_end), ULL(q->p_vaddr));
	if (q->p_filesz == 0 || q->p_vaddr - p->p_vaddr != q->p_offset - p->p_offset)
		return lw_sound_add(
			s, LW_SOUND_LOAD_SHARED_PAGE, off, err,
			"a PT_LOAD at %#llx is mapped over the page in which the one before it ends (%#llx), "
			"with other bytes",
			ULL(q->p_vaddr), ULL(p_end));
	return true;
}

static bool pair(struct lw_sounding *s, const struct lw_phdr *p, const struct lw_phdr *q, uint64_t off,
		 struct lw_error *err) {
	if (q->p_vaddr < p->p_vaddr)
		return lw_sound_add(s, LW_SOUND_LOAD_ORDER, off, err, "a PT_LOAD at %#llx comes behind one at %#llx",
				    ULL(q->p_vaddr), ULL(p->p_vaddr));
	if (q->p_memsz != 0 && q->p_vaddr - p->p_vaddr < p->p_memsz)
		return lw_sound_add(s, LW_SOUND_LOAD_OVERLAP, off, err,
				    "a PT_LOAD at %#llx begins in the one before it, which has %#llx bytes at %#llx",
				    ULL(q->p_vaddr), ULL(p->p_memsz), ULL(p->p_vaddr));
	return share_page(s, p, q, off, err);
}

/* PowerPC's first ABI for 64 bits has function descriptors, which are data. */
static bool entry(struct lw_sounding *s, struct lw_error *err) {
	const struct lw_ehdr *e = &s->r.elf->ehdr;
	const struct lw_phdr *p = lw_sound_load(s, e->e_entry, 1);
	const bool descriptors = e->e_machine == EM_PPC64 || e->e_machine == EM_PARISC || e->e_machine == EM_IA_64;
	if (e->e_entry == 0 || (p != NULL && ((p->p_flags & PF_X) != 0 || descriptors)))
		return true;
	return lw_sound_add(s, LW_SOUND_ENTRY, 24, err, "the entry %#llx lies in no PT_LOAD with code",
			    ULL(e->e_entry));
}

bool lw_sound_loads(struct lw_sounding *s, struct lw_error *err) {
	const struct lw_phdr *before = NULL;
	for (uint32_t i = 0; i < s->r.elf->n_phdrs; i++) {
		const struct lw_phdr *p = &s->r.elf->phdrs[i];
		const uint64_t off = lw_sound_phdr_off(s, i);
		if (p->p_type != PT_LOAD)
			continue;
		LW_TRY(sizes(s, p, off, err) && alignment(s, p, off, err) && rights(s, p, off, err));
		LW_TRY(before == NULL || pair(s, before, p, off, err));
		before = p;
	}
	if (before == NULL)
		return lw_sound_add(s, LW_SOUND_LOAD_NONE, 0, err, "there is no PT_LOAD");
	return entry(s, err);
}
