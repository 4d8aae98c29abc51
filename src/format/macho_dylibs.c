/* SPDX-License-Identifier: Apache-2.0 */
/* The dylibs that a file asks for, and its own name. */
#include "format/macho_reader.h"

#include "base/fail.h"
#include "names/macho_numbers.h"

static void set_versions(struct lw_macho_dylib *out, const struct lw_macho_command *c, const struct lw_raw_dylib *d) {
	out->cmd = c->cmd;
	out->timestamp = (uint32_t)d->timestamp;
	out->current = (uint32_t)d->current_version;
	out->compatibility = (uint32_t)d->compatibility_version;
}

static void of_command(struct lw_macho_dylib *out) {
	out->weak = out->cmd == LC_LOAD_WEAK_DYLIB;
	out->reexport = out->cmd == LC_REEXPORT_DYLIB;
	out->upward = out->cmd == LC_LOAD_UPWARD_DYLIB;
	out->delayed = out->cmd == LC_LAZY_LOAD_DYLIB;
}

/* dyld mach_o/Header.cpp, loadCommandToDylibKind: the flags replace what the command says. What is re-exported can be
 * neither initialised late nor be absent. */
static void of_flags(struct lw_macho_dylib *out, uint64_t flags) {
	out->is_use = true;
	out->reexport = (flags & DYLIB_USE_REEXPORT) != 0;
	out->weak = (flags & DYLIB_USE_WEAK_LINK) != 0 && !out->reexport;
	out->upward = (flags & DYLIB_USE_UPWARD) != 0;
	out->delayed = (flags & DYLIB_USE_DELAYED_INIT) != 0 && !out->reexport;
}

static void set_attributes(const struct lw_macho_reader *r, const struct lw_macho_command *c,
			   struct lw_macho_dylib *out) {
	struct lw_raw_dylib_use u;
	of_command(out);
	if (c->cmd == LC_LAZY_LOAD_DYLIB ||
	    !lw_record_get(&lw_rec_dylib_use, lw_macho_command_bytes(r, c), 0, r->is64, r->big, &u))
		return;
	if (u.marker != DYLIB_USE_MARKER || u.nameoff != lw_record_size(&lw_rec_dylib_use, r->is64))
		return;
	of_flags(out, u.flags);
	out->timestamp = 0; /* the marker stands in its place */
}

static enum lw_need_kind kind_of(const struct lw_macho_dylib *d) {
	if (d->reexport)
		return LW_NEED_REEXPORT;
	if (d->weak)
		return LW_NEED_WEAK;
	if (d->upward)
		return LW_NEED_UPWARD;
	return d->delayed ? LW_NEED_LAZY : LW_NEED_LIBRARY;
}

bool lw_macho_take_dylib(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) {
	struct lw_raw_dylib raw;
	struct lw_macho_dylib d = {0};
	const char *name;
	LW_TRY(lw_record_get(&lw_rec_dylib, lw_macho_command_bytes(r, c), 0, r->is64, r->big, &raw));
	LW_TRY(lw_macho_text(r, c, raw.name, &name, err));
	set_versions(&d, c, &raw);
	set_attributes(r, c, &d);
	struct lw_macho_dylib *dylib = lw_vec_add(r->a, &r->lists.dylibs, err);
	struct lw_need *need = dylib == NULL ? NULL : lw_vec_add(r->a, &r->lists.needs, err);
	if (need == NULL)
		return false;
	*dylib = d;
	*need = (struct lw_need){name, kind_of(&d), c->off};
	return true;
}

bool lw_macho_take_id(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) {
	struct lw_raw_dylib raw;
	const char *name;
	LW_TRY(lw_record_get(&lw_rec_dylib, lw_macho_command_bytes(r, c), 0, r->is64, r->big, &raw));
	LW_TRY(lw_macho_text(r, c, raw.name, &name, err));
	if (r->macho->id.cmd != 0)
		return true;
	set_versions(&r->macho->id, c, &raw);
	r->img->soname = (struct lw_entry_text){name, c->off};
	return true;
}
