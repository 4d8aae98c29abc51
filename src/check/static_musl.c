/* SPDX-License-Identifier: Apache-2.0 */
/* What differs in a static program of musl from one of glibc:
 * https://wiki.musl-libc.org/functional-differences-from-glibc.html */
#include "base/fail.h"
#include "check/rule.h"
#include "linkwright/static.h"

struct caveat {
	bool holds;
	const char *text;
};

bool lw_rule_static_musl(struct lw_checking *c, struct lw_error *err) {
	const struct lw_static *f;
	if (c->g->image->format != LW_FORMAT_ELF || !c->g->is_static)
		return true;
	LW_TRY(lw_static_of(c->s, c->g->subject, &f, err));
	if (f->libc != LW_INNER_MUSL)
		return true;
	const struct caveat caveats[] = {
		{f->dlopen_stub,
		 "is static with musl and calls dlopen, which always fails there: link what it loads into it, or link "
		 "it "
		 "dynamically"},
		{f->resolver,
		 "is static with musl's resolver: it asks all name servers of /etc/resolv.conf at once and takes the "
		 "first "
		 "answer, knows no NSS modules, and before musl 1.2.4 no DNS over TCP"},
		{f->users,
		 "is static with musl's lookup of users and groups: it reads /etc/passwd and /etc/group and asks nscd, "
		 "but loads "
		 "no NSS modules such as those of LDAP or systemd"},
		{f->locales,
		 "is static with musl's locales: texts are UTF-8, and sorting, numbers and money are those of the C "
		 "locale"},
		{true,
		 "is static with musl: its malloc has one lock for all threads, and a thread's stack has 128 KiB where "
		 "the program "
		 "does not ask for more; link another allocator where many threads allocate"},
	};
	for (size_t i = 0; i < sizeof caveats / sizeof caveats[0]; i++) {
		const struct lw_spot at = {.off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
		if (caveats[i].holds)
			LW_TRY(lw_found(c, at, err, "%s%s", caveats[i].text, f->rust ? " (a Rust program)" : ""));
	}
	return true;
}
