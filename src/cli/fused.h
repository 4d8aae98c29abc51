/* SPDX-License-Identifier: Apache-2.0 */
/* linkwright fuse --list, --undo and --gdb-script: what is done with a file that is fused already. */
#ifndef LW_CLI_FUSED_H
#define LW_CLI_FUSED_H

#include "cli/options.h"

/* Is one of them asked for? */
bool cli_fused_asked(const struct cli_options *o);
/* Does it; gives an exit status. */
int cli_fused(const struct cli_options *o);

#endif
