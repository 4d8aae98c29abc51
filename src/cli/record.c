/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "cli/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fail.h"
#include "cli/output.h"
#include "linkwright/worldfile.h"

static bool write_all(int fd, const char *text) {
	for (size_t n = strlen(text); n != 0;) {
		const ssize_t done = write(fd, text, n);
		if (done < 0 && errno != EINTR)
			return false;
		if (done > 0) {
			text += done;
			n -= (size_t)done;
		}
	}
	return true;
}

/* close reports what write could not know yet. */
static bool write_and_close(int fd, const char *text) {
	const bool ok = write_all(fd, text);
	const int sys = errno;
	const bool closed = close(fd) == 0;
	if (!ok)
		errno = sys;
	return ok && closed;
}

/* A new file takes the place of the old one only when it is whole. What is no plain file is written to as it is. */
static bool save(struct lw_arena *a, const char *file, const char *text, struct lw_error *err) {
	struct stat st;
	if (stat(file, &st) == 0 && !S_ISREG(st.st_mode)) {
		const int fd = open(file, O_WRONLY | O_CLOEXEC);
		if (fd >= 0 && write_and_close(fd, text))
			return true;
		return lw_fail(err, LW_E_IO, "cannot be written: %s", strerror(errno));
	}
	char *temp = lw_sprintf(a, err, "%s.%ld.tmp", file, (long)getpid());
	if (temp == NULL)
		return false;
	const int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return lw_fail(err, LW_E_IO, "cannot be written: %s", strerror(errno));
	if (write_and_close(fd, text) && rename(temp, file) == 0)
		return true;
	lw_fail(err, LW_E_IO, "cannot be written: %s", strerror(errno));
	unlink(temp);
	return false;
}

bool cli_record(struct lw_session *s, const struct lw_graph *g, const char *library, const char *file) {
	struct lw_error err = {0};
	struct lw_arena a = {0};
	const char *text;
	const bool ok = lw_world_record(s, g, library, &text, &err) && save(&a, file, text, &err);
	lw_arena_free(&a);
	if (!ok)
		cli_complain_file(file, &err);
	return ok;
}
