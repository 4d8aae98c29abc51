/* SPDX-License-Identifier: Apache-2.0 */
/* Extended attributes (xattr(7)): also access lists, labels and capabilities are some. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/xattr.h>

#include "base/fail.h"
#include "os/attributes.h"
#include "os/capabilities.h"
#include "os/errno_names.h"

#define MOST ((size_t)64 << 10) /* XATTR_SIZE_MAX and XATTR_LIST_MAX of linux/limits.h */

enum how { ALWAYS, TO_COPIES_TOO, LABEL, ACCESS_LIST, CAPABILITIES, NEVER };

/* By how names begin; the first that fits. */
static const struct {
	const char *name;
	enum how how;
} rules[] = {
	{"security.capability", CAPABILITIES},
	{"security.ima", NEVER}, /* signs the old bytes */
	{"security.evm", NEVER}, /* signs the old inode */
	{"security.", LABEL},
	{"system.posix_acl_access", ACCESS_LIST},
	{"user.", TO_COPIES_TOO},
	{"", ALWAYS},
};

static enum how how_of(const char *name) {
	size_t i = 0;
	while (strncmp(name, rules[i].name, strlen(rules[i].name)) != 0)
		i++;
	return rules[i].how;
}

struct attribute {
	const char *name, *words;
	enum how how;
	struct lw_span value;
};

static const char *words_of(const struct lw_carry *c, const struct attribute *x, struct lw_error *err) {
	if (x->how == ACCESS_LIST)
		return "access list (ACL)";
	if (x->how != CAPABILITIES)
		return lw_sprintf(c->a, err, "attribute %s", x->name);
	const char *caps = lw_capabilities_words(x->value, c->a, err);
	return caps == NULL ? NULL : lw_sprintf(c->a, err, "file capabilities (%s)", caps);
}

/* *gone: it is not there any more, or cannot be read, which is told. */
static bool get(const struct lw_carry *c, struct attribute *x, bool *gone, struct lw_error *err) {
	ssize_t n = fgetxattr(c->from, x->name, NULL, 0);
	uint8_t *value = lw_alloc_raw(c->a, n > 0 && (size_t)n <= MOST ? (size_t)n : 1, 1, err);
	LW_TRY(value != NULL);
	if (n > 0)
		n = (size_t)n <= MOST ? fgetxattr(c->from, x->name, value, (size_t)n) : -1;
	*gone = n < 0;
	if (n < 0)
		return errno == ENODATA || lw_carry_lost(c, x->name, errno, err);
	x->value = (struct lw_span){value, (uint64_t)n};
	x->words = words_of(c, x, err);
	return x->words != NULL;
}

/* As a new file has it by itself: labels by a policy, access lists by the directory's. */
static bool has_it(const struct lw_carry *c, const struct attribute *x, uint8_t *buf) {
	const ssize_t n = fgetxattr(c->to, x->name, buf, MOST);
	return n >= 0 && (uint64_t)n == x->value.len && memcmp(buf, x->value.ptr, (size_t)n) == 0;
}

/* A copy gets what says something of the bytes, and nothing that gives rights. */
static bool leave_out(const struct lw_carry *c, const struct attribute *x, struct lw_error *err) {
	switch (x->how) {
	case CAPABILITIES:
		return lw_carry_note(c, lw_sprintf(c->a, err, "its %s were dropped: setcap again", x->words), err);
	case ACCESS_LIST:
		return lw_carry_note(c, lw_sprintf(c->a, err, "its %s was dropped: setfacl again", x->words), err);
	case NEVER:
		return lw_carry_note(c, lw_sprintf(c->a, err, "its %s was dropped: it signs the old file", x->words),
				     err);
	default:
		return true;
	}
}

static bool not_set(struct lw_carry *c, const struct attribute *x, int sys, struct lw_error *err) {
	struct lw_errno_buf words;
	if (x->how == ACCESS_LIST)
		c->mode = lw_carry_plain_mode(c, c->mode);
	if (x->how != CAPABILITIES)
		return lw_carry_lost(c, x->words, sys, err);
	return lw_carry_note(
		c,
		lw_sprintf(c->a, err, "its %s were dropped (%s): setcap again", x->words, lw_errno_words(sys, &words)),
		err);
}

static bool carry_one(struct lw_carry *c, struct attribute *x, uint8_t *buf, struct lw_error *err) {
	bool gone = false;
	LW_TRY(get(c, x, &gone, err));
	if (gone)
		return true;
	if (x->how == NEVER || (c->copy && x->how != TO_COPIES_TOO))
		return leave_out(c, x, err);
	if (has_it(c, x, buf))
		return true;
	if (fsetxattr(c->to, x->name, x->value.ptr, (size_t)x->value.len, 0) != 0)
		return not_set(c, x, errno, err);
	return lw_carry_kept(c, x->words, err);
}

static bool none_here(int sys) {
	return sys == EOPNOTSUPP || sys == ENOSYS;
}

bool lw_carry_xattrs(struct lw_carry *c, bool capabilities, struct lw_error *err) {
	char *names = lw_alloc(c->a, MOST + 1, 1, err);
	uint8_t *buf = lw_alloc_raw(c->a, MOST, 1, err);
	LW_TRY(names != NULL && buf != NULL);
	const ssize_t n = flistxattr(c->from, names, MOST);
	if (n < 0)
		return none_here(errno) || capabilities || lw_carry_lost(c, "attributes", errno, err);
	for (size_t at = 0; at < (size_t)n; at += strlen(names + at) + 1) {
		struct attribute x = {.name = names + at, .how = how_of(names + at)};
		LW_TRY((x.how == CAPABILITIES) != capabilities || carry_one(c, &x, buf, err));
	}
	return true;
}
