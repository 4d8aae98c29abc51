/* SPDX-License-Identifier: Apache-2.0 */
/* What patchelf is asked, as edits of one plan, in the order in which it does them (patchElf2 in its source). */
#include <string.h>

#include "base/fail.h"
#include "cli/pers_patchelf.h"

enum { ET_DYN = 3 };

struct asking {
	const struct patchelf_asked *asked;
	const struct lw_image *img;
	struct lw_session *s;
	struct lw_arena *a;
	struct cli_edits *out;
};

static bool add(struct asking *k, enum lw_edit_kind kind, const char *what, const char *to, struct lw_error *err) {
	return cli_edits_add(k->a, k->out, kind, what, to, err);
}

static bool add_list(struct asking *k, enum lw_edit_kind kind, const struct cli_list *list, struct lw_error *err) {
	for (uint32_t i = 0; i < list->n; i++)
		LW_TRY(add(k, kind, list->at[i], NULL, err));
	return true;
}

/* Is a new name also an old one? Then one pair after the other would not be the same as all at once. */
static bool is_chain(const struct patchelf_names *names) {
	for (uint32_t i = 0; i < names->n; i++)
		if (lw_map_get(&names->places, names->at[i].to, strlen(names->at[i].to)) != NULL)
			return true;
	return false;
}

/* All pairs at once: through names that nothing has where they are a chain. */
static bool add_names(struct asking *k, enum lw_edit_kind kind, const struct patchelf_names *names,
		      struct lw_error *err) {
	const bool chain = is_chain(names);
	for (uint32_t i = 0; i < names->n; i++) {
		const char *between = names->at[i].to;
		if (chain)
			between = lw_sprintf(k->a, err, ".linkwright-between-%lu", (unsigned long)i);
		LW_TRY(between != NULL && add(k, kind, names->at[i].from, between, err));
	}
	for (uint32_t i = 0; i < names->n && chain; i++)
		LW_TRY(add(k, kind, k->out->at[k->out->n - names->n].to, names->at[i].to, err));
	return true;
}

static bool os_abi(struct asking *k, struct lw_error *err) {
	if (k->asked->os_abi == NULL)
		return true;
	const char *name = patchelf_abi(k->asked->os_abi);
	if (name == NULL)
		return lw_fail(err, LW_E_USAGE, "unrecognized OS ABI");
	return add(k, LW_EDIT_SET_OS_ABI, name, NULL, err);
}

/* patchelf gives no soname to what is no shared object, and says nothing. */
static bool soname(struct asking *k, struct lw_error *err) {
	return k->asked->soname == NULL || k->img->elf->ehdr.e_type != ET_DYN ||
		add(k, LW_EDIT_SET_SONAME, k->asked->soname, NULL, err);
}

static bool interpreter(struct asking *k, struct lw_error *err) {
	if (k->asked->interpreter == NULL || *k->asked->interpreter == '\0')
		return true;
	return k->img->interp != NULL ? add(k, LW_EDIT_SET_INTERPRETER, k->asked->interpreter, NULL, err)
				      : patchelf_no_section(".interp", err);
}

static bool execstack(struct asking *k, struct lw_error *err) {
	if (k->asked->print_execstack || !(k->asked->clear_execstack || k->asked->set_execstack))
		return true;
	return add(k, LW_EDIT_EXECSTACK, k->asked->clear_execstack ? "off" : "on", NULL, err);
}

/* They stand before all others, in their own order, also those that are there. */
static bool add_needed(struct asking *k, const struct cli_list *list, struct lw_error *err) {
	const char *order = "";
	for (uint32_t i = list->n; i-- > 0 && order != NULL;) {
		LW_TRY(add(k, LW_EDIT_PREPEND_NEEDED, list->at[i], NULL, err));
		order = lw_sprintf(k->a, err, "%s%s%s", list->at[i], *order == '\0' ? "" : ":", order);
	}
	return order != NULL && (*order == '\0' || add(k, LW_EDIT_ORDER_NEEDED, order, NULL, err));
}

static bool needed(struct asking *k, struct lw_error *err) {
	const struct patchelf_asked *w = k->asked;
	LW_TRY(add_list(k, LW_EDIT_REMOVE_NEEDED, &w->remove_needed, err));
	LW_TRY(add_names(k, LW_EDIT_REPLACE_NEEDED, &w->replace_needed, err));
	return add_needed(k, &w->add_needed, err);
}

static bool wants_dynamic(const struct patchelf_asked *w) {
	return w->shrink_rpath || w->remove_rpath || w->set_rpath != NULL || w->add_rpath != NULL ||
		w->no_default_lib || w->add_debug_tag || w->add_needed.n != 0 || w->remove_needed.n != 0 ||
		w->replace_needed.n != 0;
}

static bool rest(struct asking *k, struct lw_error *err) {
	LW_TRY(add_list(k, LW_EDIT_CLEAR_SYMBOL_VERSION, &k->asked->clear_version, err));
	LW_TRY(!k->asked->no_default_lib || add(k, LW_EDIT_NODEFAULTLIB, NULL, NULL, err));
	LW_TRY(!k->asked->add_debug_tag || add(k, LW_EDIT_ADD_DEBUG_TAG, NULL, NULL, err));
	return add_names(k, LW_EDIT_RENAME_SYMBOL, &k->asked->rename, err);
}

bool patchelf_edits(const struct patchelf_asked *asked, const struct lw_image *img, struct lw_session *s,
		    struct lw_arena *a, struct cli_edits *out, struct lw_error *err) {
	struct asking k = {asked, img, s, a, out};
	LW_TRY(os_abi(&k, err) && soname(&k, err) && interpreter(&k, err) && execstack(&k, err));
	if (wants_dynamic(asked) && !img->elf->has_dynamic)
		return patchelf_no_section(".dynamic", err);
	return patchelf_rpath(asked, img, s, a, out, err) && needed(&k, err) && rest(&k, err);
}
