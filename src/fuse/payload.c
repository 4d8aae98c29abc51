/* SPDX-License-Identifier: Apache-2.0 */
/* Data that somebody appended to the target finds itself by its place, which would be another one. */
#include "base/fail.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"

#define PADDING 15 /* section headers often end a file a few bytes before it is full */

static void reach(uint64_t *end, uint64_t off, uint64_t len) {
	if (len != 0 && off + len > *end && off + len >= off)
		*end = off + len;
}

bool lw_fuse_payload(struct lw_fusing *f, struct lw_error *err) {
	const struct lw_fuse_part *t = &f->parts.at[0];
	const struct lw_ehdr *h = &t->elf->ehdr;
	uint8_t tail[PADDING] = {0};
	uint64_t got = 0, end = t->file_end;
	bool any = false;
	reach(&end, h->e_phoff, h->e_phnum * lw_record_size(&lw_rec_phdr, f->is64));
	for (uint32_t i = 0; i < t->elf->n_phdrs; i++)
		reach(&end, t->elf->phdrs[i].p_offset, t->elf->phdrs[i].p_filesz);
	if (t->space.sections.n != 0)
		reach(&end, h->e_shoff, t->space.sections.n * lw_record_size(&lw_rec_shdr, f->is64));
	for (uint32_t i = 0; i < t->space.sections.n; i++)
		if (t->space.sections.at[i].raw.sh_type != SHT_NOBITS)
			reach(&end, t->space.sections.at[i].raw.sh_offset, t->space.sections.at[i].raw.sh_size);
	if (end >= t->src.size)
		return true;
	const uint64_t rest = t->src.size - end;
	LW_TRY(lw_source_read(&t->src, end, tail, rest < PADDING ? rest : PADDING, &got, err));
	for (uint64_t i = 0; i < got; i++)
		any |= tail[i] != 0;
	return (rest <= PADDING && !any) ||
		lw_fuse_refuse(NULL, LW_FUSE_RULE_PAYLOAD, err,
			       "has %llu bytes behind its end (a self-extractor, a bundled script, an AppImage …)",
			       (unsigned long long)rest);
}
