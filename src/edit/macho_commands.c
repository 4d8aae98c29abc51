/* SPDX-License-Identifier: Apache-2.0 */
/* The load commands of a slice as a list that can be changed (Apple's mach-o/loader.h). */
#include "edit/macho.h"

#include <string.h>

#include "base/fail.h"
#include "format/macho_records.h"
#include "names/macho_names.h"
#include "names/macho_numbers.h"

/* As llvm-install-name-tool does, also in 32 bit files where 4 would do. */
#define COMMAND_ALIGN ((uint64_t)8)
#define MOST_TEXT ((uint64_t)1 << 20)
#define MOST_NUMBERS 4
#define MOST_COMMANDS 4096 /* programs have some dozens; what takes commands out may look at each for each */

bool lw_mo_slice_init(struct mo_slice *s, struct lw_editing *e, const struct lw_image *img, struct lw_error *err) {
	const struct lw_macho *m = img->macho;
	const char *arch = lw_macho_arch_name(m->header.cputype, m->header.cpusubtype);
	*s = (struct mo_slice){.e = e, .img = img, .base = img->slice_off, .size = img->slice_size};
	s->new_base = s->base;
	s->new_size = s->size;
	s->who = e->images.n == 1 ? "" : lw_sprintf(e->a, err, "%s: ", arch == NULL ? "a slice" : arch);
	LW_TRY(s->who != NULL);
	if (m->n_commands > MOST_COMMANDS)
		return lw_fail_at(err, LW_E_LIMIT, s->base, "%shas %lu load commands, and no more than %d are edited",
				  s->who, (unsigned long)m->n_commands, MOST_COMMANDS);
	for (uint32_t i = 0, n = 0; i < m->n_commands; i++) {
		const struct lw_macho_command *c = &m->commands[i];
		struct mo_command *slot = lw_vec_add(e->a, &s->commands, err);
		if (slot == NULL)
			return false;
		*slot = (struct mo_command){
			.cmd = c->cmd, .bytes = {c->bytes, c->size}, .ordinal = lw_mo_is_dylib(c->cmd) ? ++n : 0};
	}
	s->old_end = lw_record_size(&lw_rec_mach_header, img->bits == 64) + m->header.sizeofcmds;
	return true;
}

bool lw_mo_is_dylib(uint32_t cmd) {
	switch (cmd) {
	case LC_LOAD_DYLIB:
	case LC_LOAD_WEAK_DYLIB:
	case LC_REEXPORT_DYLIB:
	case LC_LAZY_LOAD_DYLIB:
	case LC_LOAD_UPWARD_DYLIB:
		return true;
	default:
		return false;
	}
}

/* Of those that have a string: what lies before it at least. */
static uint64_t fixed_size(uint32_t cmd) {
	const bool dylib = lw_mo_is_dylib(cmd) || cmd == LC_ID_DYLIB;
	return lw_record_size(dylib ? &lw_rec_dylib : &lw_rec_string, false);
}

uint64_t lw_mo_number(const struct mo_slice *s, uint32_t i, uint64_t at) {
	bool ok = true;
	return lw_span_uint(s->commands.at[i].bytes, at, 4, s->img->big_endian, &ok);
}

static uint64_t text_at(const struct mo_slice *s, uint32_t i) {
	return lw_mo_number(s, i, 8);
}

const char *lw_mo_text(const struct mo_slice *s, uint32_t i) {
	const uint64_t at = text_at(s, i);
	return at < fixed_size(s->commands.at[i].cmd) ? NULL : lw_span_cstr(s->commands.at[i].bytes, at);
}

uint32_t lw_mo_find(const struct mo_slice *s, uint32_t i, uint32_t cmd, const char *text) {
	for (; i < s->commands.n; i++) {
		const uint32_t is = s->commands.at[i].cmd;
		if (cmd == 0 ? !lw_mo_is_dylib(is) : is != cmd)
			continue;
		const char *has = text == NULL ? NULL : lw_mo_text(s, i);
		if (text == NULL || (has != NULL && strcmp(has, text) == 0))
			break;
	}
	return i;
}

static bool bad_command(const struct mo_slice *s, uint32_t i, struct lw_error *err) {
	const char *name = lw_macho_command_name(s->commands.at[i].cmd);
	return lw_fail_at(err, LW_E_MALFORMED, s->base,
			  "%s%s has its string within its own numbers, and cannot be changed", s->who,
			  name == NULL ? "a load command" : name);
}

void lw_mo_put(struct mo_slice *s, uint32_t i, struct lw_span bytes) {
	s->commands.at[i].bytes = bytes;
	s->commands.at[i].fresh = true;
	s->changed = true;
}

/* The fixed part, and behind it the string with zeros; the size of all goes into it. */
static bool make(struct mo_slice *s, struct lw_span fixed, const char *text, uint8_t **out, uint64_t *n,
		 struct lw_error *err) {
	const uint64_t n_text = text == NULL ? 0 : strlen(text) + 1;
	if (n_text > MOST_TEXT)
		return lw_fail(err, LW_E_LIMIT, "a name of %llu bytes is longer than any load command",
			       (unsigned long long)n_text);
	*n = text == NULL ? fixed.len : lw_round_up(fixed.len + n_text, COMMAND_ALIGN);
	*out = lw_alloc(s->e->a, (size_t)*n, 1, err);
	if (*out == NULL)
		return false;
	memcpy(*out, fixed.ptr, (size_t)fixed.len);
	if (n_text != 0)
		memcpy(*out + fixed.len, text, (size_t)n_text);
	lw_store_uint(*out + 4, 4, s->img->big_endian, *n);
	return true;
}

bool lw_mo_set_text(struct mo_slice *s, uint32_t i, const char *text, struct lw_error *err) {
	const char *old = lw_mo_text(s, i);
	struct lw_span fixed;
	uint64_t n;
	uint8_t *p;
	if (old == NULL || !lw_span_cut(s->commands.at[i].bytes, 0, text_at(s, i), &fixed))
		return bad_command(s, i, err);
	if (strcmp(old, text) == 0)
		return true;
	LW_TRY(make(s, fixed, text, &p, &n, err));
	lw_mo_put(s, i, (struct lw_span){p, n});
	return true;
}

bool lw_mo_set_number(struct mo_slice *s, uint32_t i, uint64_t at, unsigned size, uint64_t value,
		      struct lw_error *err) {
	const struct lw_span old = s->commands.at[i].bytes;
	bool fits = true;
	uint64_t n;
	uint8_t *p;
	const bool same = lw_span_uint(old, at, size, s->img->big_endian, &fits) == value;
	if (!fits || same)
		return fits || bad_command(s, i, err);
	LW_TRY(make(s, old, NULL, &p, &n, err));
	lw_store_uint(p + at, size, s->img->big_endian, value);
	lw_mo_put(s, i, (struct lw_span){p, n});
	return true;
}

void lw_mo_remove(struct mo_slice *s, uint32_t i) {
	for (uint32_t k = i + 1; k < s->commands.n; k++)
		s->commands.at[k - 1] = s->commands.at[k];
	s->commands.n--;
	s->changed = true;
}

bool lw_mo_insert(struct mo_slice *s, uint32_t i, uint32_t cmd, const uint32_t *numbers, uint32_t n_numbers,
		  const char *text, struct lw_error *err) {
	uint8_t fixed[8 + 4 * MOST_NUMBERS] = {0};
	const bool big = s->img->big_endian;
	uint64_t n;
	uint8_t *p;
	if (n_numbers > MOST_NUMBERS)
		return lw_fail(err, LW_E_INTERNAL, "a new load command has %lu numbers", (unsigned long)n_numbers);
	const struct lw_span head = {fixed, 8 + 4 * (uint64_t)n_numbers};
	lw_store_uint(fixed, 4, big, cmd);
	for (uint32_t k = 0; k < n_numbers; k++)
		lw_store_uint(fixed + 8 + 4 * (size_t)k, 4, big, numbers[k]);
	if (text != NULL)
		lw_store_uint(fixed + 8, 4, big, head.len);
	LW_TRY(make(s, head, text, &p, &n, err) && lw_vec_add(s->e->a, &s->commands, err) != NULL);
	for (uint32_t k = s->commands.n - 1; k > i; k--)
		s->commands.at[k] = s->commands.at[k - 1];
	s->commands.at[i] = (struct mo_command){.cmd = cmd};
	lw_mo_put(s, i, (struct lw_span){p, n});
	return true;
}

uint64_t lw_mo_commands_size(const struct mo_slice *s) {
	uint64_t n = 0;
	for (uint32_t i = 0; i < s->commands.n; i++)
		n += s->commands.at[i].bytes.len;
	return n;
}
