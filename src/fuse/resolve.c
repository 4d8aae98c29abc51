/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each relocation of each part: as one of the new file, as bytes that are final, or as an operation of the stub. What
 * is bound within becomes an address; what is not stays for the loader, by name and version. Sources: the machine's
 * psABI; glibc sysdeps/MACHINE/dl-machine.h, elf_machine_rela.
 */
#include <stdlib.h>

#include "base/fail.h"
#include "base/order.h"
#include "fuse/names.h"
#include "names/elf_numbers.h"

#define STT_OF(y) ((y)->raw.st_info & 15)
#define IFUNC 10

struct resolving {
	struct lw_fusing *f;
	struct lw_fuse_part *p;
	const struct lw_fuse_rel *r;
	const struct lw_fuse_type *type;
	LW_VEC(uint64_t) offsets; /* places of the part's LW_FUSE_R_OFFSET, ascending */
};

static bool out(struct resolving *x, struct lw_fuse_outs *list, uint32_t type, uint32_t symbol, uint64_t addend,
		struct lw_error *err) {
	struct lw_fuse_out *o = lw_vec_add(x->f->a, list, err);
	if (o != NULL)
		*o = (struct lw_fuse_out){lw_fuse_placed(x->p, x->r->place), addend, type, symbol};
	return o != NULL;
}

static bool put(struct resolving *x, uint64_t value, struct lw_error *err) {
	return lw_fuse_put(x->f, x->p, x->r->place, x->type->size, value, err);
}

/* An address of the new file. */
static bool address(struct resolving *x, uint64_t value, struct lw_error *err) {
	bool packed = false;
	if (x->f->is_fixed)
		return put(x, value, err);
	LW_TRY(lw_fuse_relr(x->f, x->p, x->r->place, value, &packed, err));
	return packed || out(x, &x->f->relative, x->f->machine->relative, 0, value, err);
}

static const char *name_of(const struct resolving *x) {
	return x->r->symbol == 0 ? "" : lw_fuse_symbol(x->p, x->r->symbol)->name;
}

static bool refuse(const struct resolving *x, struct lw_error *err, const char *why) {
	return lw_fuse_refuse(x->p, LW_FUSE_RULE_RELOC, err,
			      "has a relocation at %#llx (type %lu, symbol \"%.200s\") %s",
			      (unsigned long long)x->r->place, (unsigned long)x->r->type, name_of(x), why);
}

static struct lw_fuse_def definition(const struct resolving *x, const struct lw_fuse_def *by_symbol) {
	return by_symbol[x->r->symbol - 1];
}

/* By name, as it was. */
static bool symbolic(struct resolving *x, struct lw_fuse_outs *list, struct lw_error *err) {
	const bool at_once = list != &x->f->plt || x->p->elf->binds_now;
	uint32_t symbol = 0;
	LW_TRY(lw_fuse_import(x->f, x->p, x->r->symbol, at_once, &symbol, err));
	return out(x, list, x->r->type, symbol, x->r->addend, err);
}

/* What stays visible in a library may be another's: its own relocation asks for it by name. */
static uint32_t visible(const struct resolving *x, struct lw_fuse_def d) {
	const struct lw_symbol *own = lw_fuse_symbol(x->p, x->r->symbol);
	if (!x->f->opts.visible || own->raw.st_info >> 4 == 0 || (own->raw.st_other & 3) != 0)
		return 0;
	if (&x->f->parts.at[d.part] == x->p && lw_fuse_is_symbolic(x->p->elf))
		return 0;
	const uint32_t at = lw_fuse_exported(&x->f->parts.at[d.part], d.symbol);
	if (at == 0)
		return 0;
	/* Its name and version have to lead to it. */
	const struct lw_fuse_symbol *y = &x->f->symbols.at[at - 1];
	return lw_fuse_found(x->f, y->name, y->version, true) == at ? at : 0;
}

static bool word(struct resolving *x, bool call, struct lw_error *err) {
	const uint64_t addend = x->type->no_addend ? 0 : x->r->addend;
	if (x->r->symbol == 0)
		return put(x, addend, err);
	const struct lw_fuse_def d = definition(x, call ? x->p->call : x->p->data);
	struct lw_fuse_outs *list = call ? &x->f->plt : &x->f->symbolic;
	if (d.where != LW_FUSE_WITHIN)
		return symbolic(x, list, err);
	const uint32_t shown = visible(x, d);
	if (shown != 0)
		return out(x, list, x->r->type, shown, addend, err);
	const struct lw_fuse_part *q = &x->f->parts.at[d.part];
	const struct lw_symbol *y = lw_fuse_symbol(q, d.symbol);
	if (STT_OF(y) == STT_TLS)
		return refuse(x, err, "that takes a thread-local variable for an address");
	if (STT_OF(y) == IFUNC && y->raw.st_shndx != 0) {
		if (addend != 0)
			return refuse(x, err, "that wants an address behind the begin of an indirect function");
		return out(x, &x->f->irelative, x->f->machine->irelative, 0, y->raw.st_value + q->delta, err);
	}
	if (y->raw.st_shndx == SHN_ABS)
		return put(x, y->raw.st_value + addend, err);
	return address(x, y->raw.st_value + q->delta + addend, err);
}

/* Where the variable is in the common block; *own is false where another module has it. */
static bool tls_offset(struct resolving *x, uint64_t *offset, bool *own, struct lw_error *err) {
	const struct lw_fuse_part *q = x->p;
	*own = true;
	*offset = x->r->addend;
	if (x->r->symbol != 0) {
		const struct lw_fuse_def d = definition(x, x->p->call);
		*own = d.where == LW_FUSE_WITHIN && visible(x, d) == 0;
		if (!*own)
			return true;
		q = &x->f->parts.at[d.part];
		const struct lw_symbol *y = lw_fuse_symbol(q, d.symbol);
		if (STT_OF(y) != STT_TLS)
			return refuse(x, err, "for a thread-local variable that is none");
		*offset += y->raw.st_value;
	}
	*offset += q->tls_at;
	return q->tls != NULL || refuse(x, err, "for thread-local variables, and there are none");
}

static bool tls_by_name(struct resolving *x, struct lw_error *err) {
	const struct lw_fuse_def d = definition(x, x->p->call);
	if (d.where != LW_FUSE_WITHIN)
		return symbolic(x, &x->f->symbolic, err);
	return out(x, &x->f->symbolic, x->r->type, visible(x, d), x->r->addend, err);
}

static bool has_offset(const struct resolving *x, uint64_t place) {
	return x->offsets.n != 0 && bsearch(&place, x->offsets.at, x->offsets.n, sizeof place, lw_by_uint64) != NULL;
}

/* The second word of the pair has no relocation where the linker knew it: then it counts from the part's own block. */
static bool move_pair(struct resolving *x, uint64_t by, struct lw_error *err) {
	const unsigned size = x->f->is64 ? 8 : 4;
	const uint64_t place = x->r->place + size;
	struct lw_elf_place at;
	struct lw_span s;
	bool ok = true;
	if (by == 0 || has_offset(x, place))
		return true;
	if (!lw_elf_map(&x->p->r, place, &at) || at.len < size)
		return refuse(x, err, "for thread-local variables whose second word is not in the file");
	LW_TRY(lw_elf_bytes(&x->p->r, at.off, size, &s, err));
	return lw_fuse_put(x->f, x->p, place, size, lw_span_uint(s, 0, size, x->f->big, &ok) + by, err) && ok;
}

static bool tls(struct resolving *x, enum lw_fuse_kind kind, struct lw_error *err) {
	uint64_t offset = 0;
	bool own = true;
	/* Of the part itself; the rest is in the next word. Linkers also take the section's symbol for it. */
	if (kind == LW_FUSE_R_MODULE &&
	    (x->r->symbol == 0 || STT_OF(lw_fuse_symbol(x->p, x->r->symbol)) == STT_SECTION))
		return move_pair(x, x->p->tls_at, err) && out(x, &x->f->symbolic, x->f->machine->module, 0, 0, err);
	LW_TRY(tls_offset(x, &offset, &own, err));
	if (!own &&
	    (kind != LW_FUSE_R_MODULE || has_offset(x, x->r->place + (x->f->is64 ? 8 : 4)) ||
	     definition(x, x->p->call).where != LW_FUSE_WITHIN))
		return tls_by_name(x, err);
	switch (kind) {
	case LW_FUSE_R_MODULE:
		return move_pair(x, x->f->parts.at[definition(x, x->p->call).part].tls_at, err) &&
			out(x, &x->f->symbolic, x->f->machine->module, 0, 0, err);
	case LW_FUSE_R_OFFSET:
		return put(x, offset, err);
	case LW_FUSE_R_TP:
		return out(x, &x->f->symbolic, x->f->machine->tp, 0, offset, err);
	default:
		return out(x, &x->f->symbolic, x->f->machine->desc, 0, offset, err);
	}
}

/* The program's own copy of a library's variable: its bytes are copied before anything runs. */
static bool copy(struct resolving *x, struct lw_error *err) {
	const struct lw_fuse_def d = definition(x, x->p->copy);
	const struct lw_symbol *own = lw_fuse_symbol(x->p, x->r->symbol);
	if (d.where != LW_FUSE_WITHIN)
		return out(x, &x->f->symbolic, x->r->type, lw_fuse_exported(x->p, x->r->symbol), 0, err);
	const struct lw_fuse_part *q = &x->f->parts.at[d.part];
	const struct lw_symbol *y = lw_fuse_symbol(q, d.symbol);
	if ((y->raw.st_other & 3) == 3)
		return lw_fuse_refuse(x->p, LW_FUSE_RULE_COPY, err,
				      "has a copy of %s, which %s protects, so each would have its own", own->name,
				      q->o->path);
	if (y->raw.st_size != own->raw.st_size)
		return lw_fuse_refuse(
			x->p, LW_FUSE_RULE_COPY, err,
			"has a copy of %s of %llu bytes, and %s has %llu: it was built for another version of "
			"that library",
			own->name, (unsigned long long)own->raw.st_size, q->o->path,
			(unsigned long long)y->raw.st_size);
	return lw_fuse_op(x->f, &x->f->copies,
			  (struct lw_fuse_op){LW_FUSE_COPY, x->r->place + x->p->delta, own->raw.st_size,
					      y->raw.st_value + q->delta},
			  err);
}

static bool fits(uint64_t value, const struct lw_fuse_type *t) {
	const unsigned bits = 8u * t->size;
	if (bits == 64)
		return true;
	return t->is_signed ? (int64_t)value >= -((int64_t)1 << (bits - 1)) && (int64_t)value < (int64_t)1 << (bits - 1)
			    : value >> bits == 0;
}

/* A number that the loader would compute from the symbol, and that is known now. */
static bool number(struct resolving *x, enum lw_fuse_kind kind, struct lw_error *err) {
	uint64_t value = x->r->addend;
	const struct lw_fuse_part *q = x->p;
	if (x->r->symbol == 0 && kind == LW_FUSE_R_PC)
		return refuse(x, err, "that no linker writes");
	if (x->r->symbol != 0) {
		const struct lw_fuse_def d = definition(x, x->p->data);
		if (d.where != LW_FUSE_WITHIN)
			return refuse(x, err, "for what stays outside, and of a type that is not kept");
		q = &x->f->parts.at[d.part];
		const struct lw_sym *y = &lw_fuse_symbol(q, d.symbol)->raw;
		value += kind == LW_FUSE_R_SIZE ? y->st_size : y->st_value + (y->st_shndx == SHN_ABS ? 0 : q->delta);
	}
	if (kind == LW_FUSE_R_PC)
		value -= x->r->place + x->p->delta;
	if (kind == LW_FUSE_R_NARROW && !x->f->is_fixed)
		return refuse(x, err, "that only a program at a fixed address may have");
	return fits(value, x->type) ? put(x, value, err) : refuse(x, err, "whose value does not fit into it");
}

static bool resolve(struct resolving *x, struct lw_error *err) {
	const enum lw_fuse_kind kind = lw_fuse_kind_of(x->f->machine, x->r->type, &x->type);
	switch (kind) {
	case LW_FUSE_R_NONE:
		return true;
	case LW_FUSE_R_RELATIVE:
		return address(x, x->r->addend + x->p->delta, err);
	case LW_FUSE_R_IRELATIVE:
		return out(x, &x->f->irelative, x->r->type, 0, x->r->addend + x->p->delta, err);
	case LW_FUSE_R_ADDRESS:
	case LW_FUSE_R_GOT:
	case LW_FUSE_R_CALL:
		return word(x, kind == LW_FUSE_R_CALL, err);
	case LW_FUSE_R_COPY:
		return x->r->symbol == 0 ? refuse(x, err, "that no linker writes") : copy(x, err);
	case LW_FUSE_R_MODULE:
	case LW_FUSE_R_OFFSET:
	case LW_FUSE_R_TP:
	case LW_FUSE_R_DESC:
		return tls(x, kind, err);
	case LW_FUSE_R_SIZE:
	case LW_FUSE_R_NARROW:
	case LW_FUSE_R_PC:
		return number(x, kind, err);
	case LW_FUSE_R_UNKNOWN:
	default:
		return refuse(x, err, "of a type that is not known");
	}
}

static bool find_offsets(struct resolving *x, struct lw_error *err) {
	const struct lw_fuse_type *type;
	for (uint32_t i = 0; i < x->p->rels.n; i++) {
		const struct lw_fuse_rel *r = &x->p->rels.at[i];
		if (lw_fuse_kind_of(x->f->machine, r->type, &type) != LW_FUSE_R_OFFSET)
			continue;
		uint64_t *slot = lw_vec_add(x->f->a, &x->offsets, err);
		if (slot == NULL)
			return false;
		*slot = r->place;
	}
	if (x->offsets.n != 0)
		qsort(x->offsets.at, x->offsets.n, sizeof *x->offsets.at, lw_by_uint64);
	return true;
}

/* Most relocations are relative, and most of those stay so where nothing else is said. */
static bool room(struct lw_fusing *f, struct lw_error *err) {
	uint64_t n = 0;
	for (uint32_t i = 0; i < f->parts.n; i++)
		n += f->parts.at[i].rels.n;
	return f->is_fixed || f->relr_need.file != NULL || lw_vec_reserve(f->a, &f->relative, n, err);
}

bool lw_fuse_resolve(struct lw_fusing *f, struct lw_error *err) {
	lw_fuse_relr_choose(f);
	LW_TRY(room(f, err));
	for (uint32_t i = 0; i < f->parts.n; i++) {
		struct resolving x = {.f = f, .p = &f->parts.at[i]};
		LW_TRY(find_offsets(&x, err));
		for (uint32_t k = 0; k < x.p->rels.n; k++) {
			x.r = &x.p->rels.at[k];
			LW_TRY(resolve(&x, err));
		}
	}
	return true;
}
