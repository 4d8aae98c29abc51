/* SPDX-License-Identifier: Apache-2.0 */
/* The package that brought a file, as the lists of the system tell it that the file lies in. */
#ifndef LINKWRIGHT_OWNER_H
#define LINKWRIGHT_OWNER_H

struct lw_owner {
	const char *manager; /* "dpkg", "apk", "conda", "python"; NULL: no list names the file */
	const char *package; /* "libc6:amd64" */
	const char *version; /* or NULL */
	const char *license; /* as the package tells it, words for people; NULL: nobody has asked, or it is not told */
};

#endif
