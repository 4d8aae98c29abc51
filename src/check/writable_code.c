/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that the file asks to be writable and executable at once. */
#include "base/fail.h"
#include "check/rule.h"
#include "linkwright/macho.h"
#include "linkwright/pe.h"

#define PT_LOAD 1
#define PF_X 1
#define PF_W 2
#define VM_PROT_WRITE 2
#define VM_PROT_EXECUTE 4
#define IMAGE_SCN_MEM_EXECUTE 0x20000000u
#define IMAGE_SCN_MEM_WRITE 0x80000000u

static bool both(uint64_t flags, uint64_t write, uint64_t execute) {
	return (flags & write) != 0 && (flags & execute) != 0;
}

static bool elf(struct lw_checking *c, const struct lw_elf *e, struct lw_error *err) {
	for (uint32_t i = 0; i < e->n_phdrs; i++) {
		const struct lw_phdr *p = &e->phdrs[i];
		const struct lw_spot at = {.off = p->p_offset, .level = LW_LEVEL_OF_RULE};
		if (p->p_type == PT_LOAD && both(p->p_flags, PF_W, PF_X))
			LW_TRY(lw_found(c, at, err, "a PT_LOAD of %llu bytes is writable and executable",
					(unsigned long long)p->p_memsz));
	}
	return true;
}

static bool macho(struct lw_checking *c, const struct lw_macho *m, struct lw_error *err) {
	for (uint32_t i = 0; i < m->n_segments; i++) {
		const struct lw_macho_segment *s = &m->segments[i];
		const struct lw_spot at = {.off = s->cmd_off, .level = LW_LEVEL_OF_RULE};
		if (both(s->init_prot, VM_PROT_WRITE, VM_PROT_EXECUTE))
			LW_TRY(lw_found(c, at, err, "the segment %s is writable and executable", s->name));
	}
	return true;
}

static bool pe(struct lw_checking *c, const struct lw_pe *p, struct lw_error *err) {
	for (uint32_t i = 0; i < p->n_sections; i++) {
		const struct lw_pe_section *s = &p->sections[i];
		const struct lw_spot at = {.off = s->header.pointer_to_raw_data, .level = LW_LEVEL_OF_RULE};
		if (both(s->header.characteristics, IMAGE_SCN_MEM_WRITE, IMAGE_SCN_MEM_EXECUTE))
			LW_TRY(lw_found(c, at, err, "the section %s is writable and executable", s->name));
	}
	return true;
}

bool lw_rule_writable_code(struct lw_checking *c, struct lw_error *err) {
	const struct lw_image *img = c->g->image;
	if (img->elf != NULL)
		return elf(c, img->elf, err);
	if (img->macho != NULL)
		return macho(c, img->macho, err);
	return img->pe == NULL || pe(c, img->pe, err);
}
