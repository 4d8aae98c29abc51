/* SPDX-License-Identifier: Apache-2.0 */
/* A session on the root of a process. */
#include <errno.h>

#include "base/fail.h"
#include "os/errno_names.h"
#include "os/proc.h"
#include "process/overlay.h"
#include "linkwright/process.h"

static bool open_root(const struct lw_proc *proc, struct lw_session **out, struct lw_error *err) {
	struct lw_error why = {0};
	struct lw_arena a = {0};
	struct lw_stat st;
	/* What has ended has no root any more; what is to be said of it is said where it is read. */
	if (lw_proc_shares_root(proc) || lw_proc_stat(proc, "root", &st) == ENOENT)
		return lw_session_new(out, err);
	const char *root = lw_sprintf(&a, err, "/proc/%lu/root", (unsigned long)proc->pid);
	const bool ok = root != NULL && lw_session_new_root(root, out, &why);
	lw_arena_free(&a);
	if (ok || root == NULL)
		return ok;
	return lw_fail(err, why.code,
		       "the process may not be looked at (its root %.120s); run linkwright as its owner or as root",
		       why.text);
}

bool lw_process_session(uint32_t pid, struct lw_session **out, struct lw_error *err) {
	struct lw_proc proc;
	struct lw_session *s = NULL;
	struct lw_errno_buf words;
	const int sys = lw_proc_open(pid, &proc);
	if (sys == ENOENT)
		return lw_fail(err, LW_E_NOT_FOUND, "there is no such process");
	if (sys != 0)
		return lw_fail(err, LW_E_IO, "the process cannot be looked at: %s", lw_errno_words(sys, &words));
	const bool ok = open_root(&proc, &s, err);
	lw_proc_close(&proc);
	if (!ok)
		return false;
	if (!lw_process_fs_lay(s, pid, err)) {
		lw_session_free(s);
		return false;
	}
	*out = s;
	return true;
}
