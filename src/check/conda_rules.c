/* SPDX-License-Identifier: Apache-2.0 */
/* What a conda package's metadata says against what it holds. */
#include "base/fail.h"
#include "check/rule.h"
#include "package/conda.h"
#include "target/targets.h"

static bool tell(struct lw_checking *c, const struct lw_conda_fault *f, struct lw_error *err) {
	const char *word = c->set->targets->list.at[c->set->target].word;
	const char *file = *f->path == '\0' ? word : lw_sprintf(c->a, err, "%s/%s", word, f->path);
	const struct lw_spot at = {
		.file = file, .off = f->offset == 0 ? LW_NO_OFFSET : f->offset, .level = LW_LEVEL_OF_RULE};
	if (file == NULL)
		return false;
	if (*f->expected == '\0' && *f->got == '\0')
		return lw_found(c, at, err, "%s", lw_conda_fault_words(f->kind));
	return lw_found(c, at, err, "%s: recorded is %s, and there is %s", lw_conda_fault_words(f->kind),
			*f->expected == '\0' ? "nothing" : f->expected, *f->got == '\0' ? "nothing" : f->got);
}

bool lw_rule_conda_prefix(struct lw_checking *c, struct lw_error *err) {
	const struct lw_archive *ar = lw_target_archive(c->set->targets, c->set->target);
	struct lw_conda_audit found;
	if (c->set->targets->list.at[c->set->target].kind != LW_TARGET_CONDA || ar == NULL)
		return true;
	LW_TRY(lw_conda_audit(lw_archive_fs(ar), "/", c->a, &found, err));
	for (uint32_t i = 0; i < found.n_faults; i++)
		LW_TRY(tell(c, &found.faults[i], err));
	return true;
}
