/* SPDX-License-Identifier: Apache-2.0 */
/* --as and --windows: what only the loader of Windows looks at. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "cli/world_options.h"

#define LARGEST_MAP ((size_t)4 << 20)

/* A file of the caller's own, whatever --root says. */
static bool read_map(struct cli_options *o, const char *path, struct lw_windows *out, struct lw_error *err) {
	FILE *f = fopen(path, "rbe");
	if (f == NULL)
		return lw_fail(err, LW_E_USAGE, "option '--windows api-sets': %.200s cannot be opened: %s", path,
			       strerror(errno));
	uint8_t *bytes = lw_alloc_raw(&o->arena, LARGEST_MAP + 1, 1, err);
	const size_t n = bytes == NULL ? 0 : fread(bytes, 1, LARGEST_MAP + 1, f);
	const bool bad = ferror(f) != 0;
	fclose(f);
	if (bytes == NULL)
		return false;
	if (bad || n == 0 || n > LARGEST_MAP)
		return lw_fail(err, LW_E_USAGE, "option '--windows api-sets': %.200s %s", path,
			       bad              ? "cannot be read"
				       : n == 0 ? "is empty"
						: "is larger than a map of API sets can be (4 MiB)");
	out->api_sets = bytes;
	out->n_api_sets = n;
	return true;
}

static bool add_directory(struct cli_options *o, const char *dir, struct lw_windows *out, struct lw_error *err) {
	struct cli_list list = {0};
	for (uint32_t i = 0; i <= out->n_user_dirs; i++) {
		const char **slot = lw_vec_add(&o->arena, &list, err);
		if (slot == NULL)
			return false;
		*slot = i < out->n_user_dirs ? out->user_dirs[i] : dir;
	}
	out->user_dirs = list.at;
	out->n_user_dirs = list.n;
	return true;
}

/* "on" and "off"; false: neither. */
static bool is_switch(const char *value, bool *on) {
	*on = strcmp(value, "on") == 0;
	return *on || strcmp(value, "off") == 0;
}

static bool setting(struct cli_options *o, const char *entry, struct lw_windows *out, struct lw_error *err) {
	const char *eq = strchr(entry, '='), *value = eq == NULL ? NULL : eq + 1;
	const size_t n = eq == NULL ? 0 : (size_t)(eq - entry) + 1;
	bool on;
	if (n != 0 && strncmp(entry, "api-sets=", n) == 0)
		return read_map(o, value, out, err);
	if (n != 0 && strncmp(entry, "add-dll-directory=", n) == 0 && *value != '\0')
		return add_directory(o, value, out, err);
	if (n != 0 && strncmp(entry, "dll-directory=", n) == 0) {
		out->dll_directory = value;
		return true;
	}
	if (n != 0 && strncmp(entry, "safe-search=", n) == 0 && is_switch(value, &on)) {
		out->unsafe_search = !on;
		return true;
	}
	if (n != 0 && strncmp(entry, "dev-override=", n) == 0 && is_switch(value, &on)) {
		out->dev_override = on;
		return true;
	}
	return lw_fail(err, LW_E_USAGE,
		       "option '--windows' takes safe-search=on|off, add-dll-directory=DIR, dll-directory=DIR, "
		       "dev-override=on|off or api-sets=FILE, not '%.200s'",
		       entry);
}

static bool start(const struct cli_options *o, struct lw_windows *out, struct lw_error *err) {
	static const struct {
		const char *name;
		enum lw_start start;
	} starts[] = {
#define X(code, name) {name, LW_START_##code},
		LW_STARTS(X)
#undef X
	};
	if (o->as == NULL)
		return true;
	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
		if (starts[i].start != LW_START_AUTO && strcmp(starts[i].name, o->as) == 0) {
			out->start = starts[i].start;
			return true;
		}
	return lw_fail(err, LW_E_USAGE, "option '--as' takes program, python or conda, not '%s'", o->as);
}

bool cli_windows_from(struct cli_options *o, struct lw_windows *out, struct lw_error *err) {
	LW_TRY(start(o, out, err));
	for (uint32_t i = 0; i < o->windows.n; i++)
		LW_TRY(setting(o, o->windows.at[i], out, err));
	return true;
}
