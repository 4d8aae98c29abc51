/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "edit/editing.h"

static bool lay(struct lw_editing *e, struct lw_error *err) {
	(void)e;
	return lw_fail(err, LW_E_UNSUPPORTED, "is of a format that cannot be edited yet");
}

static bool verify(struct lw_editing *e, const struct lw_source *after, const struct lw_images *now,
		   struct lw_error *err) {
	(void)e, (void)after, (void)now, (void)err;
	return true;
}

const struct lw_editor lw_editor_elf = {LW_FORMAT_ELF, lay, verify};
