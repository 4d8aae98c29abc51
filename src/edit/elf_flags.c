/* SPDX-License-Identifier: Apache-2.0 */
/* The bits of DT_FLAGS and DT_FLAGS_1 (gABI chapter 5; binutils include/elf/common.h). */
#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "edit/elf_work.h"
#include "names/elf_names.h"
#include "names/elf_numbers.h"

#define LONGEST_NAME 32

/* The names of one thing in either tag. */
struct flags {
	uint64_t flag, flag_1;
};

static bool set_bits(struct lw_elf_work *w, uint64_t tag, uint64_t mask, bool on, bool *changed, struct lw_error *err) {
	const struct lw_elf_tag *t = lw_elf_tag(w, tag);
	const uint64_t old = t == NULL ? 0 : t->val, now = on ? old | mask : old & ~mask;
	*changed |= old != now;
	return old == now || lw_elf_tag_set(w, tag, now, err);
}

/* What was told by a tag of its own before there were flags. */
static bool drop_old_tag(struct lw_elf_work *w, uint64_t flag, bool *changed, struct lw_error *err) {
	const uint64_t tag = flag == DF_BIND_NOW ? DT_BIND_NOW
		: flag == DF_SYMBOLIC            ? DT_SYMBOLIC
		: flag == DF_TEXTREL             ? DT_TEXTREL
						 : 0;
	for (uint32_t i = w->tags.n; tag != 0 && i-- > 0;)
		if (w->tags.at[i].tag == tag) {
			*changed = true;
			LW_TRY(lw_elf_tag_remove(w, i, err));
		}
	return true;
}

/* "nodelete", "DF_1_NODELETE", "bind-now" -> "NODELETE", "BIND_NOW". */
static void plain_name(const char *word, char name[LONGEST_NAME]) {
	size_t n = 0;
	if (strncmp(word, "DF_1_", 5) == 0)
		word += 5;
	else if (strncmp(word, "DF_", 3) == 0)
		word += 3;
	for (; word[n] != '\0' && n + 1 < LONGEST_NAME; n++)
		name[n] = word[n] == '-'                   ? '_'
			: word[n] >= 'a' && word[n] <= 'z' ? (char)(word[n] - 'a' + 'A')
							   : word[n];
	name[n] = '\0';
}

static bool find_flags(const char *word, struct flags *out, struct lw_error *err) {
	char name[LONGEST_NAME];
	plain_name(word, name);
	const bool now = strcmp(name, "NOW") == 0 || strcmp(name, "BIND_NOW") == 0;
	*out = (struct flags){0, 0};
	(void)lw_elf_flag_1_of_name(now ? "NOW" : name, &out->flag_1);
	for (uint64_t b = 1; b <= DF_STATIC_TLS; b <<= 1) {
		const char *has = lw_elf_flag_name(b);
		if (has != NULL && strcmp(has, now ? "BIND_NOW" : name) == 0)
			out->flag = b;
	}
	if (out->flag != 0 || out->flag_1 != 0)
		return true;
	return lw_fail(err, LW_E_USAGE,
		       "there is no flag '%s' in DT_FLAGS or DT_FLAGS_1; some are now, nodelete, nodeflib, origin, "
		       "symbolic, initfirst, noopen, global, interpose, pie",
		       word);
}

static bool set_flag(struct lw_elf_work *w, const char *word, bool on, struct lw_error *err) {
	struct flags f;
	bool changed = false;
	LW_TRY(find_flags(word, &f, err));
	/* glibc asserts that its loader has no other (elf/get-dynamic-info.h). */
	if (on && ((f.flag & ~(uint64_t)DF_BIND_NOW) | (f.flag_1 & ~(uint64_t)DF_1_NOW)) != 0 &&
	    lw_elf_is_glibc_loader(w))
		return lw_fail(
			err, LW_E_UNSUPPORTED,
			"is glibc's loader, which dies of the flag %s in its own file, and every program with it",
			word);
	if (on && (f.flag_1 & DF_1_PIE) != 0 && !lw_elf_phdrs_found(w))
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "is no program: its program headers lie where kernels before 5.18 do not find them");
	LW_TRY(f.flag == 0 || set_bits(w, DT_FLAGS, f.flag, on, &changed, err));
	LW_TRY(f.flag_1 == 0 || set_bits(w, DT_FLAGS_1, f.flag_1, on, &changed, err));
	LW_TRY(on || drop_old_tag(w, f.flag, &changed, err));
	return !changed || lw_editing_change(w->e, err, "flag %s: %s", word, on ? "on" : "off");
}

bool lw_elf_do_flag(struct lw_elf_work *w, const struct lw_edit *edit, struct lw_error *err) {
	switch (edit->kind) {
	case LW_EDIT_NODEFAULTLIB:
		return set_flag(w, "nodeflib", true, err);
	case LW_EDIT_BIND_NOW:
		return set_flag(w, "now", true, err);
	default:
		return set_flag(w, edit->what, edit->kind == LW_EDIT_SET_FLAG, err);
	}
}
