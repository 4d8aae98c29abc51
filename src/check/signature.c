/* SPDX-License-Identifier: Apache-2.0 */
/* macOS ends a process whose pages do not have the hashes that their file was signed with (xnu bsd/kern/ubc_subr.c),
 * and on arm64 runs nothing that has no signature (Apple's page on the release of Xcode 12.2, "codesign"). */
#include "base/fail.h"
#include "base/shell.h"
#include "check/rule.h"
#include "linkwright/macho.h"

#define CPU_TYPE_ARM64 0x0100000cu
#define PLATFORM_MACOS 1u

static bool needs_one(const struct lw_macho *m) {
	bool macos = false;
	for (uint32_t i = 0; i < m->n_builds; i++)
		macos = macos || m->builds[i].platform == PLATFORM_MACOS;
	return m->header.cputype == CPU_TYPE_ARM64 && macos;
}

static bool report(struct lw_checking *c, const struct lw_object *o, struct lw_error *err) {
	const char *word = lw_shell_word(c->a, o->path, err);
	const char *fix = word == NULL ? NULL : lw_sprintf(c->a, err, "codesign --force --sign - %s", word);
	struct lw_spot at = {
		.file = lw_object_label(c->g, o->id), .off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE, .fix = fix};
	if (fix == NULL)
		return false;
	if (o->signature == LW_SIGNATURE_NONE)
		return lw_found(c, at, err, "has no code signature: macOS runs none such on arm64");
	at.off = o->wrong_page;
	return lw_found(c, at, err,
			"was changed after it was signed: macOS ends the program when the page is first used");
}

bool lw_rule_code_signature(struct lw_checking *c, struct lw_error *err) {
	if (c->g->image->macho == NULL)
		return true;
	LW_TRY(lw_graph_signatures(c->s, c->g, err));
	for (uint32_t i = 0; i < c->g->n_objects; i++) {
		const struct lw_object *o = &c->g->objects[i];
		if (o->image == NULL || o->image->macho == NULL || o->file == NULL)
			continue;
		if (o->signature == LW_SIGNATURE_WRONG ||
		    (o->signature == LW_SIGNATURE_NONE && needs_one(o->image->macho)))
			LW_TRY(report(c, o, err));
	}
	return true;
}
