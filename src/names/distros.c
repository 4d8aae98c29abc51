/* SPDX-License-Identifier: Apache-2.0 */
/* Which glibc a distribution came with (mayeut/pep600_compliance, cache/, MIT; read in 2026). Oldest glibc first; of
 * one glibc the older distribution first. */
#include "names/distros.h"

static const struct lw_distro rows[] = {
	{"RHEL 6", 12},
	{"RHEL 7", 17},
	{"Debian 8", 19},
	{"Debian 9", 24},
	{"Amazon Linux 2", 26},
	{"Ubuntu 18.04", 27},
	{"RHEL 8", 28},
	{"Debian 10", 28},
	{"Ubuntu 20.04", 31},
	{"Debian 11", 31},
	{"openSUSE 15.5", 31},
	{"RHEL 9", 34},
	{"Amazon Linux 2023", 34},
	{"Ubuntu 22.04", 35},
	{"Debian 12", 36},
	{"Fedora 39", 38},
	{"openSUSE 15.6", 38},
	{"Ubuntu 24.04", 39},
	{"Fedora 40", 39},
	{"RHEL 10", 39},
	{"Fedora 41", 40},
	{"openSUSE 16.0", 40},
	{"Ubuntu 25.04", 41},
	{"Fedora 42", 41},
	{"Debian 13", 41},
	{"Ubuntu 25.10", 42},
	{"Fedora 43", 42},
	{"Ubuntu 26.04", 43},
	{"Fedora 44", 43},
};

#define N_ROWS (sizeof rows / sizeof rows[0])

const struct lw_distro *lw_newest_without(unsigned minor) {
	const struct lw_distro *last = NULL;
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].glibc_minor < minor)
			last = &rows[i];
	return last;
}

const struct lw_distro *lw_oldest_with(unsigned minor) {
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].glibc_minor >= minor)
			return &rows[i];
	return NULL;
}
