/* SPDX-License-Identifier: Apache-2.0 */
/* Graph, parts, layout, proof, file. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "edit/elf_sound.h"
#include "format/formats.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"
#include "os/replace.h"
#include "os/threads.h"

/* The public part comes first. */
struct planning {
	struct lw_fuse_plan plan;
	struct lw_arena arena;
	struct lw_session *session;
	struct lw_fusing fusing;
};

static bool check_target(struct lw_fusing *f, struct lw_error *err) {
	const struct lw_image *t = f->g->image;
	if (t == NULL || t->format != LW_FORMAT_ELF)
		return lw_fuse_refuse(NULL, LW_FUSE_RULE_KIND, err, "is no ELF file, and only those can be fused");
	f->machine = lw_fuse_machine_of(t->machine, t->bits, t->big_endian);
	if (f->machine == NULL)
		return lw_fuse_refuse(NULL, LW_FUSE_RULE_MACHINE, err,
				      "is for a machine that cannot be fused for (x86-64 and aarch64 can)");
	if (t->kind == LW_IMAGE_STATIC || t->kind == LW_IMAGE_STATIC_PIE)
		return lw_fuse_refuse(NULL, LW_FUSE_RULE_STATIC, err, "is static already: no loader looks at it");
	if (t->kind != LW_IMAGE_PROGRAM && t->kind != LW_IMAGE_LIBRARY)
		return lw_fuse_refuse(NULL, LW_FUSE_RULE_KIND, err,
				      "is neither a program nor a shared library that a loader starts");
	f->is64 = t->bits == 64;
	f->big = t->big_endian;
	f->page = f->machine->page;
	f->is_program = t->interp != NULL;
	return true;
}

static bool prove(struct lw_fusing *f, const struct lw_source *after, struct lw_error *err) {
	struct lw_images now;
	struct lw_elf_defects bad;
	struct lw_error what = {0};
	bool ok = lw_format_parse(after, f->a, &now, &what) && now.n == 1;
	if (ok && now.at[0]->damage != NULL) {
		what = *now.at[0]->damage;
		ok = false;
	}
	if (!ok)
		return lw_fail(err, LW_E_INTERNAL, "the result would not be sound, and nothing was written: %s",
			       what.text);
	LW_TRY(lw_elf_defects_of(after, now.at[0], f->a, &bad, err));
	for (uint32_t i = 0; i < bad.n; i++)
		if (!bad.at[i].advice)
			return lw_fail_at(err, LW_E_INTERNAL, bad.at[i].off,
					  "the result would not be sound, and nothing was written: %s (%s)",
					  bad.at[i].text, bad.at[i].id);
	return true;
}

/* What has its place: relocations are put in order beside what tools read, which knows nothing of them. */
struct finishing {
	struct lw_fusing *f;
	struct lw_fuse_out *room;
	struct lw_error *err;
	bool ok;
};

static void put_relocs(void *ctx) {
	const struct finishing *x = ctx;
	lw_fuse_put_relocs(x->f, x->room);
}

static void for_tools(void *ctx) {
	struct finishing *x = ctx;
	x->ok = lw_fuse_undo_data(x->f, x->err) && lw_fuse_sections(x->f, x->err);
}

static bool finish(struct lw_fusing *f, struct lw_error *err) {
	struct finishing x = {.f = f, .err = err};
	x.room = lw_alloc_raw(f->a, f->relative.n, sizeof *x.room, err);
	if (x.room == NULL)
		return false;
	lw_threads_both(for_tools, put_relocs, &x);
	return x.ok;
}

static bool lay_out(struct lw_fusing *f, struct lw_error *err) {
	LW_TRY(lw_fuse_payload(f, err) && lw_fuse_paths(f, err) && lw_fuse_questions(f, err) &&
	       lw_fuse_levels(f, err) && lw_fuse_next(f, err) && lw_fuse_opens(f, err) && lw_fuse_owners(f, err));
	LW_TRY(lw_fuse_place(f, err) && lw_fuse_tls(f, err) && lw_fuse_bind(f, err) && lw_fuse_needs(f, err) &&
	       lw_fuse_order(f, err));
	LW_TRY(lw_fuse_exports(f, err) && lw_fuse_choose_second(f, err) && lw_fuse_resolve(f, err) &&
	       lw_fuse_check_found(f, err));
	return lw_fuse_lay(f, err) && finish(f, err);
}

static bool make(struct planning *p, struct lw_session *given, const struct lw_world *world, const char *path,
		 const struct lw_fuse_opts *opts, struct lw_error *err) {
	struct lw_fusing *f = &p->fusing;
	struct lw_source after;
	memcpy(&f->opts, opts, opts->sz < sizeof f->opts ? opts->sz : sizeof f->opts);
	f->a = &p->arena;
	f->path = lw_strdup(f->a, path, err);
	LW_TRY(f->path != NULL &&
	       (given != NULL                ? true
			: opts->root == NULL ? lw_session_new(&p->session, err)
					     : lw_session_new_root(opts->root, &p->session, err)));
	f->s = given != NULL ? given : p->session;
	f->owns_session = given == NULL;
	LW_TRY(lw_graph_build(f->s, world, path, &f->g, err));
	LW_TRY(check_target(f, err) && lw_fuse_set(f, err) && lw_fuse_read(f, err));
	LW_TRY(lw_fuse_digests(f, lay_out, err));
	LW_TRY(lw_fuse_identify(f, err) && lw_fuse_put_notes(f, err) && lw_fuse_emit(f, err));
	lw_pieces_source(&f->pieces, &after);
	return prove(f, &after, err) && lw_fuse_tell(f, &p->plan, err);
}

bool lw_fuse_new(const struct lw_world *world, const char *path, const struct lw_fuse_opts *opts,
		 const struct lw_fuse_plan **out, struct lw_error *err) {
	return lw_fuse_new_on(NULL, world, path, opts, out, err);
}

bool lw_fuse_new_on(struct lw_session *s, const struct lw_world *world, const char *path,
		    const struct lw_fuse_opts *opts, const struct lw_fuse_plan **out, struct lw_error *err) {
	struct planning *p = calloc(1, sizeof *p);
	if (p == NULL)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	if (!make(p, s, world, path, opts, err)) {
		lw_error_subject(err, path);
		lw_fuse_free(&p->plan);
		return false;
	}
	*out = &p->plan;
	return true;
}

/* Plans are handed out const, and only made here. */
static struct planning *inside(const struct lw_fuse_plan *plan) {
	union {
		const struct lw_fuse_plan *in;
		struct planning *out;
	} p = {plan};
	return p.out;
}

static bool read_written(void *ctx, const struct lw_source *written, struct lw_error *err) {
	struct planning *p = ctx;
	struct lw_images now;
	return lw_format_parse(written, &p->arena, &now, err) &&
		(now.n == 1 || lw_fail(err, LW_E_INTERNAL, "what was written cannot be read"));
}

bool lw_fuse_commit(const struct lw_fuse_plan *plan, const char *to, struct lw_committed *out, struct lw_error *err) {
	struct planning *p = inside(plan);
	struct lw_replaced done = {0};
	const struct lw_replacing what = {
		.pieces = &p->fusing.pieces, .path = p->plan.path, .to = to, .check = read_written, .ctx = p};
	if (!lw_replace(&what, &p->arena, &done, err)) {
		lw_error_subject(err, to);
		return false;
	}
	if (out != NULL)
		*out = (struct lw_committed){done.notes.at, done.notes.n, done.notes.n};
	return true;
}

void lw_fuse_free(const struct lw_fuse_plan *plan) {
	if (plan == NULL)
		return;
	struct planning *p = inside(plan);
	for (uint32_t i = 0; i < p->fusing.parts.n; i++) {
		struct lw_fuse_part *x = &p->fusing.parts.at[i];
		if (x->open)
			lw_source_close(&x->disk);
		lw_arena_free(&x->own);
	}
	lw_session_free(p->session);
	lw_arena_free(&p->arena);
	free(p);
}
