/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuse_bindings FILE…: what `linkwright fuse FILE --all --keep-libc` binds each relocation's symbol to, one line for
 * each: the part that refers to it, the one that has it ("outside", "nowhere"), the symbol, its version, the name and
 * the version of what it is bound to, and "unique" where the loader goes by the name alone (STB_GNU_UNIQUE).
 * tests/live/fuse_bindings.py compares it with the loader. Parts: one line each,
 * "+ path".
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/fail.h"
#include "fuse/fusing.h"
#include "graph/ask.h"
#include "linkwright/session.h"
#include "names/elf_numbers.h"

static bool read_all(struct lw_fusing *f, const char *path, struct lw_error *err) {
	const struct lw_world w = {.sz = sizeof w, .cwd = "/"};
	LW_TRY(lw_graph_build(f->s, &w, path, &f->g, err));
	const struct lw_image *t = f->g->image;
	f->machine = lw_fuse_machine_of(t->machine, t->bits, t->big_endian);
	if (f->machine == NULL)
		return lw_fail(err, LW_E_UNSUPPORTED, "is for another machine");
	f->is64 = t->bits == 64;
	f->big = t->big_endian;
	f->page = f->machine->page;
	f->is_program = t->interp != NULL;
	return lw_fuse_set(f, err) && lw_fuse_read(f, err) && lw_fuse_bind(f, err);
}

/* Which of the three lists resolve.c takes. */
static const struct lw_fuse_def *def_of(const struct lw_fusing *f, const struct lw_fuse_part *p,
					const struct lw_fuse_rel *r) {
	const struct lw_fuse_type *type;
	switch (lw_fuse_kind_of(f->machine, r->type, &type)) {
	case LW_FUSE_R_COPY:
		return &p->copy[r->symbol - 1];
	case LW_FUSE_R_ADDRESS:
	case LW_FUSE_R_GOT:
	case LW_FUSE_R_SIZE:
	case LW_FUSE_R_NARROW:
	case LW_FUSE_R_PC:
		return &p->data[r->symbol - 1];
	default:
		return &p->call[r->symbol - 1];
	}
}

static const char *text(const char *s) {
	return s == NULL ? "" : s;
}

static void tell(const struct lw_fusing *f, const struct lw_fuse_part *p, const struct lw_fuse_rel *r) {
	const struct lw_fuse_def *d = def_of(f, p, r);
	const struct lw_symbol *y = lw_fuse_symbol(p, r->symbol), *to = NULL;
	const char *where = d->where == LW_FUSE_OUTSIDE ? "outside" : "nowhere";
	const bool own = y->raw.st_info >> 4 == 0 || (y->raw.st_other & 3) == 1 || (y->raw.st_other & 3) == 2;
	if (own) /* the loader looks nothing up */
		return;
	if (d->where == LW_FUSE_WITHIN) {
		to = lw_fuse_symbol(&f->parts.at[d->part], d->symbol);
		where = lw_object_label(f->g, f->parts.at[d->part].o->id);
	}
	printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\n", lw_object_label(f->g, p->o->id), where, y->name, text(y->version),
	       to == NULL ? "" : to->name, to == NULL ? "" : text(to->version),
	       to != NULL && to->raw.st_info >> 4 == STB_GNU_UNIQUE ? "unique" : "");
}

static bool bindings(const char *path, struct lw_error *err) {
	struct lw_arena a = {0};
	struct lw_session *s = NULL;
	struct lw_fusing f = {.path = path, .a = &a, .opts = {.sz = sizeof f.opts, .all = true, .keep_libc = true}};
	const bool ok = lw_session_new(&s, err) && (f.s = s) != NULL && read_all(&f, path, err);
	for (uint32_t i = 0; ok && i < f.parts.n; i++) {
		const struct lw_fuse_part *p = &f.parts.at[i];
		printf("+ %s\n", lw_object_label(f.g, p->o->id));
		for (uint32_t k = 0; k < p->rels.n; k++)
			if (p->rels.at[k].symbol != 0)
				tell(&f, p, &p->rels.at[k]);
	}
	for (uint32_t i = 0; i < f.parts.n; i++)
		if (f.parts.at[i].open)
			lw_source_close(&f.parts.at[i].disk);
	lw_session_free(s);
	lw_arena_free(&a);
	return ok;
}

int main(int argc, char **argv) {
	struct lw_error err = {0};
	int status = 0;
	for (int i = 1; i < argc; i++) {
		printf("= %s\n", argv[i]);
		if (!bindings(argv[i], &err)) {
			printf("! %s\n", err.text);
			lw_error_clear(&err);
			status = 1;
		}
	}
	return status;
}
