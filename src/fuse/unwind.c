/* SPDX-License-Identifier: Apache-2.0 */
/* Where a part has what unwinders read: PT_GNU_EH_FRAME leads to the table, and that to the frames. */
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"

#define PCREL_SDATA4 0x1b

/* Without sections the header tells where they begin; they go up to the end of their segment at most. */
static bool by_header(struct lw_fusing *f, struct lw_fuse_part *p, struct lw_fuse_frames_part *out,
		      struct lw_error *err) {
	struct lw_elf_place at;
	bool ok = true;
	const uint64_t form = lw_span_uint(out->hdr, 1, 1, f->big, &ok),
		       far = lw_span_uint(out->hdr, 4, 4, f->big, &ok);
	if (!ok || form != PCREL_SDATA4)
		return true;
	const uint64_t addr = out->hdr_addr - p->delta + 4 + (uint64_t)(int64_t)(int32_t)(uint32_t)far;
	if (!lw_elf_map(&p->r, addr, &at))
		return true;
	out->frames_addr = addr + p->delta;
	return lw_source_view(&p->src, at.off, at.len, f->a, &out->frames, err);
}

bool lw_fuse_frames_of(struct lw_fusing *f, struct lw_fuse_part *p, struct lw_fuse_frames_part *out,
		       struct lw_error *err) {
	*out = (struct lw_fuse_frames_part){.big = f->big, .is64 = f->is64, .name = p->o->path};
	if (p->elf->has_fused) {
		out->low = p->low + p->delta;
		out->high = p->high + p->delta;
	}
	for (uint32_t i = 0; i < p->elf->n_phdrs; i++) {
		const struct lw_phdr *h = &p->elf->phdrs[i];
		if (h->p_type != PT_GNU_EH_FRAME || h->p_filesz == 0)
			continue;
		LW_TRY(lw_source_view(&p->src, h->p_offset, h->p_filesz, f->a, &out->hdr, err));
		out->hdr_addr = h->p_vaddr + p->delta;
	}
	const struct lw_elf_section *s = lw_elf_section(&p->space, ".eh_frame");
	if (s == NULL || s->raw.sh_type == SHT_NOBITS || (s->raw.sh_flags & SHF_ALLOC) == 0)
		return by_header(f, p, out, err);
	out->frames_addr = s->raw.sh_addr + p->delta;
	return lw_source_view(&p->src, s->raw.sh_offset, s->raw.sh_size, f->a, &out->frames, err);
}
