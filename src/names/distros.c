/* SPDX-License-Identifier: Apache-2.0 */
#include "names/distros.h"

#include <string.h>

#include "base/ascii.h"
#include "names/versions.h"

static const struct lw_distro rows[] = {
#define DISTRO(machine, id, release, name, minor, moves, offers) {machine, id, release, name, minor, moves, offers},
#include "names/distros.def"
#undef DISTRO
};

#define N_ROWS (sizeof rows / sizeof rows[0])

/* Words that people use: (what they write, what the table calls it). Code names stand for one release. */
static const struct {
	const char *word, *means;
} spellings[] = {{"buster", "debian10"},       {"bullseye", "debian11"},
		 {"bookworm", "debian12"},     {"trixie", "debian13"},
		 {"sid", "debianunstable"},    {"bionic", "ubuntu18.04"},
		 {"focal", "ubuntu20.04"},     {"jammy", "ubuntu22.04"},
		 {"noble", "ubuntu24.04"},     {"centos7", "rhel7"},
		 {"centos6", "oraclelinux6"},  {"rhel6", "oraclelinux6"},
		 {"redhat", "rhel"},           {"ubi", "rhel"},
		 {"rocky", "rockylinux"},      {"alma", "almalinux"},
		 {"oracle", "oraclelinux"},    {"ol", "oraclelinux"},
		 {"amzn", "amazonlinux"},      {"al", "amazonlinux"},
		 {"amazon", "amazonlinux"},    {"leap", "opensuse"},
		 {"opensuseleap", "opensuse"}, {"tumbleweed", "opensusetumbleweed"}};

#define N_SPELLINGS (sizeof spellings / sizeof spellings[0])
#define MOST 64

struct plain {
	char text[MOST];
};

/* Small letters, digits and points only. */
static bool plainly(const char *first, const char *second, struct plain *out) {
	const char *const parts[] = {first, second};
	size_t n = 0;
	for (unsigned k = 0; k < 2; k++)
		for (const char *at = parts[k]; *at != '\0'; at++) {
			const char c = lw_ascii_lower(*at);
			const bool counts = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.';
			if (counts && n + 1 == MOST)
				return false;
			if (counts)
				out->text[n++] = c;
		}
	out->text[n] = '\0';
	return true;
}

static const struct lw_distro *find_plain(const char *word, const char *machine) {
	struct plain name;
	for (size_t i = 0; i < N_ROWS; i++)
		if (strcmp(rows[i].machine, machine) == 0 && plainly(rows[i].id, rows[i].release, &name) &&
		    strcmp(name.text, word) == 0)
			return &rows[i];
	return NULL;
}

const struct lw_distro *lw_distro_find(const char *word, const char *machine) {
	struct plain asked, name;
	if (!plainly(word, "", &asked))
		return NULL;
	const struct lw_distro *found = find_plain(asked.text, machine);
	for (size_t i = 0; i < N_SPELLINGS && found == NULL; i++) {
		const size_t n = strlen(spellings[i].word);
		if (strncmp(asked.text, spellings[i].word, n) == 0 &&
		    plainly(spellings[i].means, asked.text + n, &name))
			found = find_plain(name.text, machine);
	}
	return found;
}

const struct lw_distro *lw_distros(const char *machine, uint32_t *n) {
	const struct lw_distro *first = NULL;
	*n = 0;
	for (size_t i = 0; i < N_ROWS; i++)
		if (strcmp(rows[i].machine, machine) == 0) {
			first = first == NULL ? &rows[i] : first;
			++*n;
		}
	return first;
}

bool lw_distro_offers(const struct lw_distro *d, const char *version) {
	const size_t n = strlen(version), family = lw_version_family(version, n);
	const char *number = lw_version_number(version, n);
	for (const char *at = d->offers; *at != '\0';) {
		const size_t len = strcspn(at, " ");
		const char *newest = lw_version_number(at, len);
		if (len == n && memcmp(at, version, n) == 0)
			return true;
		if (number != NULL && newest != NULL && lw_version_family(at, len) == family &&
		    memcmp(at, version, family) == 0 && lw_version_compare(number, newest) <= 0)
			return true;
		at += len + (at[len] == ' ');
	}
	return false;
}

/* Which musl a release of Alpine came with: the package musl of each release (pkgs.alpinelinux.org). */
static const struct lw_alpine alpines[] = {
	{"3.10", "1.1.22"}, {"3.11", "1.1.24"}, {"3.12", "1.1.24"}, {"3.13", "1.2.2"}, {"3.14", "1.2.2"},
	{"3.15", "1.2.2"},  {"3.16", "1.2.3"},  {"3.17", "1.2.3"},  {"3.18", "1.2.4"}, {"3.19", "1.2.4"},
	{"3.20", "1.2.5"},  {"3.21", "1.2.5"},  {"3.22", "1.2.5"}};

const struct lw_alpine *lw_alpine_at(unsigned i) {
	return i < sizeof alpines / sizeof alpines[0] ? &alpines[i] : NULL;
}

const struct lw_alpine *lw_alpine_find(const char *word) {
	struct plain asked;
	if (!plainly(word, "", &asked) || strncmp(asked.text, "alpine", 6) != 0)
		return NULL;
	for (size_t i = 0; i < sizeof alpines / sizeof alpines[0]; i++)
		if (strcmp(alpines[i].release, asked.text + 6) == 0)
			return &alpines[i];
	return NULL;
}
