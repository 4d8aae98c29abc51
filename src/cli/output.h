/* SPDX-License-Identifier: Apache-2.0 */
/* Standard output and standard error. */
#ifndef LW_CLI_OUTPUT_H
#define LW_CLI_OUTPUT_H

#include <stddef.h>

#include "linkwright/edit.h"
#include "linkwright/report.h"

/* Writes to standard output; ctx is an int that keeps the errno of the first failure. */
bool cli_write(void *ctx, const char *bytes, size_t n);
/* A whole text; gives an exit status. */
int cli_print(const char *text);

/* "linkwright: FILE: sentence (at 0x…) [CODE]". */
void cli_complain_file(const char *file, const struct lw_error *err);
/* "linkwright: sentence". */
void cli_complain(const struct lw_error *err);
/* Text that is safe to show, with `who: ` before it. */
void cli_say(const char *who, const char *text);
/* "who: warning: text" for what a plan warns of, then "who: note: text" for what its commit tells. */
void cli_say_edited(const char *who, const struct lw_plan *plan, const struct lw_committed *done);
/* A report could not go on: err, or standard output if sys is set. A reader that has gone away is no news. */
void cli_complain_output(int sys, const struct lw_error *err);

/* when: auto, always, never or NULL. Errors: USAGE. */
bool cli_color(const char *when, bool *color, struct lw_error *err) LW_USE;
/* Errors: USAGE. */
/* How many workers "-j N" means for so many jobs; without it, as many as there are processors. Errors: USAGE. */
bool cli_workers(const char *jobs, size_t n_jobs, unsigned *out, struct lw_error *err) LW_USE;
bool cli_format(const char *name, bool dot, enum lw_report_format *format, struct lw_error *err) LW_USE;

#endif
