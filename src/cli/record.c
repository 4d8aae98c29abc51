/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/record.h"

#include <string.h>

#include "cli/output.h"
#include "linkwright/worldfile.h"
#include "linkwright/write.h"

bool cli_record(struct lw_session *s, const struct lw_graph *g, const char *library, const char *file) {
	struct lw_error err = {0};
	const char *text;
	const bool ok = lw_world_record(s, g, library, &text, &err) && lw_write_file(file, text, strlen(text), &err);
	if (!ok)
		cli_complain_file(file, &err);
	return ok;
}
