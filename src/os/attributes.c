/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "os/attributes.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/fail.h"
#include "os/beside.h"
#include "os/errno_names.h"

/* linux/fs.h: FS_IOC_GETFLAGS, FS_IOC_SETFLAGS */
#define GET_FLAGS _IOR('f', 1, long)
#define ACCESS_LIST "system.posix_acl_access"
#define SET_FLAGS _IOW('f', 2, long)

bool lw_carry_note(const struct lw_carry *c, const char *text, struct lw_error *err) {
	const char **slot = text == NULL ? NULL : lw_vec_add(c->a, &c->done->notes, err);
	if (slot == NULL)
		return false;
	*slot = text;
	return true;
}

bool lw_carry_lost(const struct lw_carry *c, const char *what, int sys, struct lw_error *err) {
	struct lw_errno_buf words;
	return lw_carry_note(
		c, lw_sprintf(c->a, err, "its %s could not be kept: %s", what, lw_errno_words(sys, &words)), err);
}

bool lw_carry_kept(const struct lw_carry *c, const char *what, struct lw_error *err) {
	const char **kept = &c->done->kept;
	if (what != NULL)
		*kept = *kept == NULL ? what : lw_sprintf(c->a, err, "%s, %s", *kept, what);
	return what != NULL && *kept != NULL;
}

/* Flags of inodes (ioctl_iflags(2)): those that say something of one file, whether they can be given to another, and
 * the letters of lsattr(1). That a file must not be changed at all (i, a) is told by whoever tries it. */
static const struct {
	int bit;
	bool settable;
	const char *word;
} flags[] = {
	{0x00000001, true, "s"}, {0x00000002, true, "u"}, {0x00000004, true, "c"},
	{0x00000008, true, "S"}, {0x00000040, true, "d"}, {0x00000080, true, "A"},
	{0x00004000, true, "j"}, {0x00800000, true, "C"}, {0x00100000, false, "fs-verity"},
};

/* The kernel takes and gives an int (linux/fs.h), though the number of the call says long. C libraries do not agree on
 * the type of that number. */
static bool flags_call(int fd, unsigned long number, int *list) {
	return syscall(SYS_ioctl, fd, number, list) == 0;
}

static bool give_flag(int fd, int *now, int bit) {
	int want = *now | bit;
	const bool good = flags_call(fd, SET_FLAGS, &want);
	if (good)
		*now = want;
	return good;
}

static bool carry_flags(const struct lw_carry *c, struct lw_error *err) {
	int from = 0, to = 0;
	const char *gone = "";
	if (!flags_call(c->from, GET_FLAGS, &from) || !flags_call(c->to, GET_FLAGS, &to))
		return true; /* a file system without flags */
	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
		if ((from & ~to & flags[i].bit) == 0)
			continue;
		if (flags[i].settable && give_flag(c->to, &to, flags[i].bit))
			continue;
		gone = lw_sprintf(c->a, err, "%s%s%s", gone, *gone == '\0' ? "" : ", ", flags[i].word);
		LW_TRY(gone != NULL);
	}
	return *gone == '\0' ||
		lw_carry_note(c, lw_sprintf(c->a, err, "its flags (lsattr: %s) could not be kept", gone), err);
}

/* chown(2) of somebody who may not, or on a file system that has no owners. */
static bool may_not(int sys) {
	return sys == EPERM || sys == EINVAL || sys == EOPNOTSUPP || sys == ENOSYS;
}

static bool group_lost(struct lw_carry *c, const struct stat *now, struct lw_error *err) {
	const mode_t others = (c->mode & 07) << 3;
	c->mode &= ~(mode_t)S_ISGID & (~(mode_t)070 | others);
	return lw_carry_note(
		c,
		lw_sprintf(c->a, err,
			   "its group %lu could not be kept: it is %lu now, which may do what all others may",
			   (unsigned long)c->was.st_gid, (unsigned long)now->st_gid),
		err);
}

static bool owner_lost(struct lw_carry *c, const struct stat *now, struct lw_error *err) {
	if (now->st_uid != c->was.st_uid) {
		c->mode &= ~(mode_t)S_ISUID;
		LW_TRY(lw_carry_note(c,
				     lw_sprintf(c->a, err, "its owner %lu could not be kept: it is %lu now",
						(unsigned long)c->was.st_uid, (unsigned long)now->st_uid),
				     err));
	}
	/* Who is not privileged may give a file to a group of theirs. */
	if (now->st_gid == c->was.st_gid || fchown(c->to, (uid_t)-1, c->was.st_gid) == 0)
		return true;
	return group_lost(c, now, err);
}

static bool carry_owner(struct lw_carry *c, struct lw_error *err) {
	struct stat now;
	if (fstat(c->to, &now) != 0)
		return lw_beside_fail(err, errno);
	if (now.st_uid == c->was.st_uid && now.st_gid == c->was.st_gid)
		return true;
	if (fchown(c->to, c->was.st_uid, c->was.st_gid) != 0)
		return may_not(errno) ? owner_lost(c, &now, err) : lw_beside_fail(err, errno);
	return lw_carry_kept(
		c, lw_sprintf(c->a, err, "owner %lu:%lu", (unsigned long)c->was.st_uid, (unsigned long)c->was.st_gid),
		err);
}

/* chmod(2) takes S_ISGID off without a word where the caller is not in the group. */
static bool carry_mode(struct lw_carry *c, struct lw_error *err) {
	static const struct {
		mode_t bit;
		const char *word;
	} bits[] = {{S_ISUID, "set-user-ID bit"}, {S_ISGID, "set-group-ID bit"}, {S_ISVTX, "sticky bit"}};
	struct stat now;
	if (!c->copy && fchmod(c->to, c->mode) != 0)
		return lw_beside_fail(err, errno);
	if (fstat(c->to, &now) != 0)
		return lw_beside_fail(err, errno);
	for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++) {
		if ((c->was.st_mode & bits[i].bit) == 0)
			continue;
		LW_TRY((now.st_mode & bits[i].bit) != 0
			       ? lw_carry_kept(c, bits[i].word, err)
			       : lw_carry_note(c, lw_sprintf(c->a, err, "its %s was dropped", bits[i].word), err));
	}
	return true;
}

/* The group's own bits of a POSIX access list (linux/posix_acl_xattr.h); the mode shows the list's mask instead. */
static mode_t group_of(struct lw_span acl) {
	for (uint64_t at = 4; at < acl.len; at += 8) {
		bool ok = true;
		const uint64_t tag = lw_span_uint(acl, at, 2, false, &ok);
		const uint64_t may = lw_span_uint(acl, at + 2, 2, false, &ok);
		if (ok && tag == 0x04) /* ACL_GROUP_OBJ */
			return (mode_t)(may & 07) << 3;
	}
	return 0;
}

mode_t lw_carry_plain_mode(const struct lw_carry *c, mode_t mode) {
	uint8_t acl[4096];
	const ssize_t n = fgetxattr(c->from, ACCESS_LIST, acl, sizeof acl);
	if (n < 0)
		return errno == ERANGE ? mode & ~(mode_t)070 : mode;
	return mode & (~(mode_t)070 | group_of((struct lw_span){acl, (uint64_t)n}));
}

mode_t lw_carry_first_mode(const struct lw_carry *c) {
	return c->copy ? lw_carry_plain_mode(c, c->was.st_mode & 0777) : 0600;
}

/* A new file gets the access list that its directory has for new files. What had none is to have none. */
static bool without_inherited(const struct lw_carry *c, struct lw_error *err) {
	if (fgetxattr(c->to, ACCESS_LIST, NULL, 0) < 0 || fgetxattr(c->from, ACCESS_LIST, NULL, 0) >= 0)
		return true;
	return fremovexattr(c->to, ACCESS_LIST) == 0 || lw_beside_fail(err, errno);
}

bool lw_carry(struct lw_carry *c, struct lw_error *err) {
	c->mode = c->was.st_mode & 07777;
	LW_TRY(c->copy || (carry_flags(c, err) && carry_owner(c, err) && without_inherited(c, err)));
	return lw_carry_xattrs(c, false, err) && carry_mode(c, err) && lw_carry_xattrs(c, true, err);
}
