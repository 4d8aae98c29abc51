/* SPDX-License-Identifier: Apache-2.0 */
#include "os/errno_names.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The words are those that glibc's own messages use (sysdeps/gnu/errlist). */
static const struct {
	int sys;
	const char *name, *words;
} rows[] = {
	{0, "ok", "Success"},
	{EPERM, "EPERM", "Operation not permitted"},
	{ENOENT, "ENOENT", "No such file or directory"},
	{EINTR, "EINTR", "Interrupted system call"},
	{EIO, "EIO", "Input/output error"},
	{EBADF, "EBADF", "Bad file descriptor"},
	{ENXIO, "ENXIO", "No such device or address"},
	{ENOEXEC, "ENOEXEC", "Exec format error"},
	{ENOMEM, "ENOMEM", "Cannot allocate memory"},
	{EACCES, "EACCES", "Permission denied"},
	{EBUSY, "EBUSY", "Device or resource busy"},
	{EEXIST, "EEXIST", "File exists"},
	{EXDEV, "EXDEV", "Invalid cross-device link"},
	{ENODEV, "ENODEV", "No such device"},
	{ENOTDIR, "ENOTDIR", "Not a directory"},
	{EISDIR, "EISDIR", "Is a directory"},
	{EINVAL, "EINVAL", "Invalid argument"},
	{ENFILE, "ENFILE", "Too many open files in system"},
	{EMFILE, "EMFILE", "Too many open files"},
	{ETXTBSY, "ETXTBSY", "Text file busy"},
	{EFBIG, "EFBIG", "File too large"},
	{ENOSPC, "ENOSPC", "No space left on device"},
	{EROFS, "EROFS", "Read-only file system"},
	{ENOSYS, "ENOSYS", "Function not implemented"},
	{ELOOP, "ELOOP", "Too many levels of symbolic links"},
	{ENAMETOOLONG, "ENAMETOOLONG", "File name too long"},
	{ENODATA, "ENODATA", "No data available"},
	{EOVERFLOW, "EOVERFLOW", "Value too large for defined data type"},
	{EOPNOTSUPP, "EOPNOTSUPP", "Operation not supported"},
	{ESTALE, "ESTALE", "Stale file handle"},
	{EDQUOT, "EDQUOT", "Disk quota exceeded"},
};

const char *lw_errno_name(int sys, struct lw_errno_buf *buf) {
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].sys == sys)
			return rows[i].name;
	snprintf(buf->text, sizeof buf->text, "E%d", sys);
	return buf->text;
}

const char *lw_errno_words(int sys, struct lw_errno_buf *buf) {
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].sys == sys)
			return rows[i].words;
	snprintf(buf->text, sizeof buf->text, "Error %d", sys);
	return buf->text;
}

int lw_errno_of_name(const char *name) {
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (strcmp(rows[i].name, name) == 0)
			return rows[i].sys;
	return 0;
}
