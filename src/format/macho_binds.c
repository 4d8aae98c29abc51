/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What LC_DYLD_INFO says is to be bound: programs of opcodes that set a dylib's ordinal and a symbol and then bind it
 * somewhere (mach-o/loader.h, "BIND_OPCODE_"; dyld mach_o/BindOpcodes.cpp). dyld goes by the ordinals here whether the
 * header promises two-level names or not.
 */
#include "format/macho_reader.h"

#include <string.h>

#include "base/fail.h"
#include "base/map.h"

#define OPCODE 0xf0u
#define IMMEDIATE 0x0fu
#define LONGEST_LEB 10

enum opcode {
	DONE = 0x00,
	SET_DYLIB_ORDINAL_IMM = 0x10,
	SET_DYLIB_ORDINAL_ULEB = 0x20,
	SET_DYLIB_SPECIAL_IMM = 0x30,
	SET_SYMBOL_TRAILING_FLAGS_IMM = 0x40,
	SET_TYPE_IMM = 0x50,
	SET_ADDEND_SLEB = 0x60,
	SET_SEGMENT_AND_OFFSET_ULEB = 0x70,
	ADD_ADDR_ULEB = 0x80,
	DO_BIND = 0x90,
	DO_BIND_ADD_ADDR_ULEB = 0xa0,
	DO_BIND_ADD_ADDR_IMM_SCALED = 0xb0,
	DO_BIND_ULEB_TIMES_SKIPPING_ULEB = 0xc0,
	THREADED = 0xd0
};

#define SYMBOL_WEAK_IMPORT 1u
#define SYMBOL_NON_WEAK_DEFINITION 8u

struct program {
	struct lw_macho_symbols *s;
	struct lw_map *seen; /* by name: where it is in the list */
	struct lw_span bytes;
	uint64_t off; /* in the file */
	uint64_t at;
	bool lazy, weak; /* which of the three programs it is */
	int32_t ordinal;
	const char *name;
	uint64_t n_name;
	unsigned flags;
};

static bool bad(const struct program *p, struct lw_error *err) {
	return lw_fail_at(err, LW_E_MALFORMED, p->off + p->at, "what is to be bound ends within an instruction");
}

static bool skip_lebs(struct program *p, unsigned n, struct lw_error *err) {
	while (n-- > 0)
		for (unsigned i = 0;; i++) {
			bool ok = i < LONGEST_LEB;
			const uint64_t b = lw_span_uint(p->bytes, p->at, 1, false, &ok);
			if (!ok)
				return bad(p, err);
			p->at++;
			if ((b & 0x80) == 0)
				break;
		}
	return true;
}

static bool set_ordinal(struct program *p, struct lw_error *err) {
	uint64_t v;
	if (!lw_span_uleb(p->bytes, &p->at, &v) || v > INT32_MAX)
		return bad(p, err);
	p->ordinal = (int32_t)v;
	return true;
}

static bool set_symbol(struct program *p, unsigned flags, struct lw_error *err) {
	p->name = lw_span_cstr(p->bytes, p->at);
	if (p->name == NULL)
		return bad(p, err);
	p->n_name = strlen(p->name);
	p->at += p->n_name + 1;
	p->flags = flags;
	return true;
}

/* Where the symbol is in the list, if it is there with the same dylib. What is weak is looked for everywhere, so any
 * does. */
static struct lw_macho_symbol *seen(const struct program *p) {
	const uint32_t *at = lw_map_get(p->seen, p->name, (size_t)p->n_name);
	struct lw_macho_symbol *s = at == NULL ? NULL : &p->s->list.at[*at];
	return s != NULL && (p->weak || s->ordinal == p->ordinal) ? s : NULL;
}

static bool add(struct program *p, struct lw_error *err) {
	struct lw_macho_symbol *s;
	uint32_t *at = lw_alloc(p->s->scratch, 1, sizeof *at, err);
	LW_TRY(at != NULL && lw_macho_add_symbol(p->s, p->name, p->n_name, p->off + p->at, &s, err));
	*at = p->s->list.n - 1;
	s->undefined = true;
	s->ordinal = p->weak ? LW_MACHO_WEAK : p->ordinal;
	s->weak = (p->flags & SYMBOL_WEAK_IMPORT) != 0;
	return lw_map_put(p->seen, p->s->scratch, s->name, (size_t)p->n_name, at, err);
}

/* The lazy program does not repeat that an import is weak. */
static bool bind(struct program *p, struct lw_error *err) {
	if (p->name == NULL)
		return lw_fail_at(err, LW_E_MALFORMED, p->off + p->at, "something is to be bound, but to no symbol");
	if (p->weak && (p->flags & SYMBOL_NON_WEAK_DEFINITION) != 0)
		return true;
	const struct lw_macho_symbol *s = seen(p);
	return s != NULL || add(p, err);
}

static bool step(struct program *p, unsigned op, unsigned imm, struct lw_error *err) {
	switch (op) {
	case SET_DYLIB_ORDINAL_IMM:
		p->ordinal = (int32_t)imm;
		return true;
	case SET_DYLIB_ORDINAL_ULEB:
		return set_ordinal(p, err);
	case SET_DYLIB_SPECIAL_IMM:
		p->ordinal = imm == 0 ? 0 : (int32_t)imm - 16;
		return true;
	case SET_SYMBOL_TRAILING_FLAGS_IMM:
		return set_symbol(p, imm, err);
	case DONE:
	case SET_TYPE_IMM:
		return true;
	case SET_ADDEND_SLEB:
	case SET_SEGMENT_AND_OFFSET_ULEB:
	case ADD_ADDR_ULEB:
		return skip_lebs(p, 1, err);
	case DO_BIND:
	case DO_BIND_ADD_ADDR_IMM_SCALED:
		return bind(p, err);
	case DO_BIND_ADD_ADDR_ULEB:
		return bind(p, err) && skip_lebs(p, 1, err);
	case DO_BIND_ULEB_TIMES_SKIPPING_ULEB:
		return bind(p, err) && skip_lebs(p, 2, err);
	case THREADED:
		return imm != 0 || skip_lebs(p, 1, err);
	default:
		return lw_fail_at(err, LW_E_UNSUPPORTED, p->off + p->at - 1,
				  "what is to be bound has the unknown instruction %#x", op | imm);
	}
}

/* In the lazy program each entry ends with one that is the end in the others. */
static bool run(struct program *p, struct lw_error *err) {
	while (p->at < p->bytes.len) {
		bool ok = true;
		const unsigned b = (unsigned)lw_span_uint(p->bytes, p->at, 1, false, &ok);
		p->at++;
		if ((b & OPCODE) == DONE && !p->lazy)
			return true;
		LW_TRY(step(p, b & OPCODE, b & IMMEDIATE, err));
	}
	return true;
}

bool lw_macho_read_binds(struct lw_macho_symbols *s, struct lw_error *err) {
	const struct lw_macho *m = s->r->macho;
	const struct lw_macho_part parts[] = {m->binds, m->lazy_binds, m->weak_binds};
	struct lw_map seen_names = {0};
	for (unsigned i = 0; i < 3; i++) {
		struct program p = {.s = s, .seen = &seen_names, .off = parts[i].off, .lazy = i == 1, .weak = i == 2};
		LW_TRY(lw_macho_view(s, "what is to be bound", parts[i], &p.bytes, err));
		LW_TRY(run(&p, err));
	}
	return true;
}
