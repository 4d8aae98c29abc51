/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loader takes a program for the libraries that are in it (aliases.c), but not a library. So what is opened later
 * by the name of a library that is in another one comes a second time: where the name stands in the code that opens,
 * that is refused; where names come from elsewhere, it is told.
 */
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"

/* The member whose soname is a whole string of these bytes. */
static const struct lw_fuse_part *named_in(const struct lw_fusing *f, struct lw_span s) {
	for (uint32_t i = 1; i < f->parts.n; i++) {
		const char *name = f->parts.at[i].o->soname;
		const size_t n = name == NULL ? 0 : strlen(name) + 1;
		for (uint64_t at = 0; n > 1 && lw_span_find(s, at, name, n, &at); at++)
			if (at == 0 || s.ptr[at - 1] == 0)
				return &f->parts.at[i];
	}
	return NULL;
}

static bool look(struct lw_fusing *f, const struct lw_fuse_part *p, struct lw_error *err) {
	for (uint32_t i = 0; i < p->space.sections.n; i++) {
		const struct lw_shdr *h = &p->space.sections.at[i].raw;
		struct lw_span s;
		if (h->sh_type != SHT_PROGBITS || (h->sh_flags & (SHF_ALLOC | SHF_EXECINSTR)) != SHF_ALLOC ||
		    !lw_range_fits(h->sh_offset, h->sh_size, p->src.size))
			continue;
		LW_TRY(lw_source_view(&p->src, h->sh_offset, h->sh_size, f->a, &s, err));
		const struct lw_fuse_part *q = named_in(f, s);
		if (q != NULL)
			return lw_fuse_refuse(p, LW_FUSE_RULE_DLOPEN, err,
					      "asks for dlopen and names \"%s\", which goes in", q->o->soname);
	}
	return true;
}

bool lw_fuse_opens(struct lw_fusing *f, struct lw_error *err) {
	for (uint32_t i = 0; i < f->parts.n && !f->is_program; i++) {
		const struct lw_fuse_part *p = &f->parts.at[i];
		if (!lw_fuse_asks(p, "dlopen"))
			continue;
		LW_TRY(look(f, p, err) &&
		       lw_fuse_warn(f, LW_FUSE_RULE_OPENS, err,
				    "%s opens others while it runs (dlopen): what needs a library that went in loads "
				    "it a second time",
				    p->o->path));
	}
	return true;
}
