/* SPDX-License-Identifier: Apache-2.0 */
/* What patchelf is told by lists and files. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fail.h"
#include "cli/pers_patchelf.h"

#define LARGEST ((size_t)16 << 20)
#define BLANKS " \t\v\f\r"

bool patchelf_list_add(struct lw_arena *a, struct cli_list *list, const char *name, struct lw_error *err) {
	uint32_t i = 0;
	while (i < list->n && strcmp(list->at[i], name) < 0)
		i++;
	if (i < list->n && strcmp(list->at[i], name) == 0)
		return true;
	LW_TRY(lw_vec_add(a, list, err) != NULL);
	memmove(&list->at[i + 1], &list->at[i], (list->n - 1 - i) * sizeof list->at[0]);
	list->at[i] = name;
	return true;
}

bool patchelf_names_add(struct lw_arena *a, struct patchelf_names *names, const char *from, const char *to,
			struct lw_error *err) {
	uint32_t *place = lw_map_get(&names->places, from, strlen(from));
	if (place == NULL) {
		place = lw_alloc(a, 1, sizeof *place, err);
		LW_TRY(place != NULL);
		*place = names->n;
		LW_TRY(lw_map_put(&names->places, a, from, strlen(from), place, err) &&
		       lw_vec_add(a, names, err) != NULL);
	}
	names->at[*place] = (struct patchelf_name){from, to};
	return true;
}

static bool read_open(FILE *f, const char *path, struct lw_arena *a, const char **out, struct lw_error *err) {
	struct stat st;
	if (fstat(fileno(f), &st) != 0 || st.st_size < 0)
		return lw_fail(err, LW_E_IO, "getting info about '%.200s': %s", path, strerror(errno));
	if ((uintmax_t)st.st_size > LARGEST)
		return lw_fail(err, LW_E_LIMIT, "'%.200s' is larger than 16 MiB", path);
	const size_t size = (size_t)st.st_size;
	char *bytes = lw_alloc(a, size + 1, 1, err);
	LW_TRY(bytes != NULL);
	if (fread(bytes, 1, size, f) != size)
		return lw_fail(err, LW_E_IO, "reading '%.200s': %s", path,
			       ferror(f) ? strerror(errno) : "it ends too early");
	if (memchr(bytes, '\0', size) != NULL)
		return lw_fail(err, LW_E_USAGE, "'%.200s' holds a zero byte, which no name can have", path);
	*out = bytes;
	return true;
}

bool patchelf_read(struct lw_arena *a, const char *path, const char **out, struct lw_error *err) {
	FILE *f = fopen(path, "rbe");
	if (f == NULL)
		return lw_fail(err, LW_E_IO, "getting info about '%.200s': %s", path, strerror(errno));
	const bool good = read_open(f, path, a, out, err);
	fclose(f);
	return good;
}

struct map {
	const char *path;
	const char *at;
	unsigned long line;
	struct lw_arena *a;
	struct patchelf_names *out;
};

/* The next word of the line; NULL: there is none. */
static bool word(struct map *m, const char **out, struct lw_error *err) {
	m->at += strspn(m->at, BLANKS);
	const size_t n = strcspn(m->at, BLANKS "\n");
	*out = NULL;
	if (n == 0)
		return true;
	*out = lw_strndup(m->a, m->at, n, err);
	m->at += n;
	return *out != NULL;
}

static bool add(struct map *m, const char *from, const char *to, struct lw_error *err) {
	if (lw_map_get(&m->out->places, from, strlen(from)) != NULL)
		return lw_fail(err, LW_E_USAGE, "%.100s:%lu: Name '%.60s' appears twice in the map file", m->path,
			       m->line, from);
	if (strchr(from, '@') != NULL || strchr(to, '@') != NULL)
		return lw_fail(err, LW_E_USAGE, "%.100s:%lu: Name pair contains version tag: %.60s %.60s", m->path,
			       m->line, from, to);
	return patchelf_names_add(m->a, m->out, from, to, err);
}

/* An empty line ends the map, as in patchelf; *more says whether there was a pair. */
static bool line(struct map *m, bool *more, struct lw_error *err) {
	const char *from, *to = NULL;
	LW_TRY(word(m, &from, err));
	*more = from != NULL;
	if (from == NULL)
		return true;
	LW_TRY(word(m, &to, err));
	if (to == NULL)
		return lw_fail(err, LW_E_USAGE, "%.100s:%lu: Map file line is missing the second element", m->path,
			       m->line);
	m->at += strcspn(m->at, "\n");
	m->at += *m->at == '\n';
	LW_TRY(add(m, from, to, err));
	m->line++;
	return true;
}

bool patchelf_map(struct lw_arena *a, const char *path, struct patchelf_names *out, struct lw_error *err) {
	struct map m = {.path = path, .line = 1, .a = a, .out = out};
	bool more = true;
	if (access(path, R_OK) != 0)
		return lw_fail(err, LW_E_IO, "Cannot open map file %.200s: %s", path, strerror(errno));
	LW_TRY(patchelf_read(a, path, &m.at, err));
	while (more)
		LW_TRY(line(&m, &more, err));
	return true;
}
