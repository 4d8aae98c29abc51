/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An ELF file of any bytes takes random edits, chosen by its last bytes; what comes of them is parsed and proved. A
 * sound file must stay sound; of one that is not, a result that does not pass is refused, as it is in the command.
 */
#include "edit/elf_sound.h"
#include "format/elf_space.h"
#include "names/elf_numbers.h"
#include "edit_prove.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* No seed is larger, and no edit adds as much. */
#define MOST_NEW ((uint64_t)1 << 24)

static const char *some_path(struct choice *c) {
	const uint32_t most[] = {4, 30, 300, 6000};
	return some_letters(c, "abcXYZ019-_./:$", most[pick(c, 4)], "/lib");
}

static const char *some_name(struct choice *c) {
	return some_letters(c, "abcXYZ019-_.", pick(c, 4) == 0 ? 200 : 12, "libx.so");
}

static const char *known_version(struct choice *c) {
	const struct lw_elf *elf = c->img->elf;
	return elf->n_verneeds == 0 || pick(c, 8) == 0 ? "V_1" : elf->verneeds[pick(c, elf->n_verneeds)].version;
}

/* An edit of a search path. */
static struct lw_edit path_edit(struct choice *c) {
	static const char *const dirs[] = {"$ORIGIN", "/opt/lib", "/x", ""};
	switch (pick(c, 7)) {
	case 0:
		return (struct lw_edit){pick(c, 2) == 0 ? LW_EDIT_ADD_RPATH : LW_EDIT_PREPEND_RPATH, some_path(c),
					NULL};
	case 1:
		return (struct lw_edit){pick(c, 2) == 0 ? LW_EDIT_CLEAR_RPATH : LW_EDIT_SHRINK_RPATH, NULL, NULL};
	case 2:
		return (struct lw_edit){LW_EDIT_RPATH_KIND, pick(c, 2) == 0 ? "rpath" : "runpath", NULL};
	case 3:
		return (struct lw_edit){pick(c, 2) == 0 ? LW_EDIT_REMOVE_RPATH : LW_EDIT_ALLOW_RPATH, dirs[pick(c, 4)],
					NULL};
	case 4:
		return (struct lw_edit){LW_EDIT_REPLACE_RPATH, dirs[pick(c, 4)], some_path(c)};
	default:
		return (struct lw_edit){LW_EDIT_SET_RPATH, some_path(c), NULL};
	}
}

/* An edit of needed libraries. */
static struct lw_edit needed_edit(struct choice *c) {
	const char *known = known_name(c, "libc.so.6"), *colon;
	struct lw_error err = {0};
	switch (pick(c, 6)) {
	case 0:
		return (struct lw_edit){LW_EDIT_REMOVE_NEEDED, known, NULL};
	case 1:
		return (struct lw_edit){LW_EDIT_REPLACE_NEEDED, known, some_name(c)};
	case 2:
		return (struct lw_edit){LW_EDIT_REPLACE_NEEDED, known, known_name(c, "libc.so.6")};
	case 3:
		colon = lw_sprintf(c->a, &err, "%s:%s", known_name(c, "libm.so"), known);
		return (struct lw_edit){LW_EDIT_ORDER_NEEDED, colon == NULL ? known : colon, NULL};
	default:
		return (struct lw_edit){pick(c, 2) == 0 ? LW_EDIT_ADD_NEEDED : LW_EDIT_PREPEND_NEEDED, some_name(c),
					NULL};
	}
}

/* An edit of versions and symbols. */
static struct lw_edit symbol_edit(struct choice *c) {
	static const char *const symbols[] = {"main", "foo", "a", "b", "puts", "fn"};
	switch (pick(c, 6)) {
	case 0:
		return (struct lw_edit){pick(c, 2) == 0 ? LW_EDIT_WEAKEN_VERSION : LW_EDIT_REMOVE_VERSION,
					known_version(c), NULL};
	case 1:
		return (struct lw_edit){LW_EDIT_REPLACE_VERSION, known_version(c), some_name(c)};
	case 2:
		return (struct lw_edit){LW_EDIT_REPLACE_VERSION, known_version(c), known_version(c)};
	case 3:
		return (struct lw_edit){LW_EDIT_CLEAR_SYMBOL_VERSION, symbols[pick(c, 6)], NULL};
	default:
		return (struct lw_edit){LW_EDIT_RENAME_SYMBOL, symbols[pick(c, 6)], some_name(c)};
	}
}

static struct lw_edit some_edit(struct choice *c) {
	static const char *const flags[] = {"now", "nodelete", "nodeflib", "symbolic", "textrel", "pie"};
	switch (pick(c, 12)) {
	case 0:
		return (struct lw_edit){LW_EDIT_SET_INTERPRETER, some_path(c), NULL};
	case 1:
		return (struct lw_edit){LW_EDIT_SET_SONAME, some_name(c), NULL};
	case 2:
		return (struct lw_edit){pick(c, 2) == 0 ? LW_EDIT_SET_FLAG : LW_EDIT_CLEAR_FLAG, flags[pick(c, 6)],
					NULL};
	case 3:
		return (struct lw_edit){LW_EDIT_EXECSTACK, pick(c, 2) == 0 ? "on" : "off", NULL};
	case 4:
		return (struct lw_edit){pick(c, 2) == 0 ? LW_EDIT_ADD_DEBUG_TAG : LW_EDIT_BIND_NOW, NULL, NULL};
	case 5:
		return (struct lw_edit){LW_EDIT_SET_OS_ABI, pick(c, 2) == 0 ? "Linux" : "System V", NULL};
	case 6:
	case 7:
		return symbol_edit(c);
	case 8:
	case 9:
		return needed_edit(c);
	default:
		return path_edit(c);
	}
}

static bool is_sound(const struct lw_editing *e, const struct lw_source *src) {
	struct lw_elf_defects list = {0};
	struct lw_error err = {0};
	if (!lw_elf_defects_of(src, e->images.at[0], e->a, &list, &err))
		return false;
	for (uint32_t i = 0; i < list.n; i++)
		if (!list.at[i].advice)
			return false;
	return true;
}

/* Whatever its section says: headers call it the interpreter, a note or the dynamic section, and those may change. */
static bool is_movable(const struct lw_elf *elf, const struct lw_shdr *h) {
	for (uint32_t i = 0; i < elf->n_phdrs; i++) {
		const struct lw_phdr *p = &elf->phdrs[i];
		if ((p->p_type == PT_INTERP || p->p_type == PT_NOTE || p->p_type == PT_DYNAMIC ||
		     p->p_type == PT_GNU_PROPERTY) &&
		    h->sh_offset < p->p_offset + p->p_filesz && p->p_offset < h->sh_offset + h->sh_size)
			return true;
	}
	return false;
}

static bool has_section(const struct lw_elf_space *sp, uint64_t addr) {
	for (uint32_t i = 1; i < sp->sections.n; i++) {
		const struct lw_shdr *h = &sp->sections.at[i].raw;
		if (h->sh_addr == addr && h->sh_size != 0 && h->sh_type != SHT_NULL && h->sh_type != SHT_NOBITS &&
		    h->sh_type != SHT_PROGBITS && h->sh_type != SHT_INIT_ARRAY)
			return true;
	}
	return false;
}

/* Nor what a table of the dynamic section may reach into: nobody tells where one ends that has no section of its own.
 */
static bool may_have_table(const struct lw_elf *elf, const struct lw_elf_space *sp, const struct lw_shdr *h) {
	static const uint64_t tags[] = {DT_HASH, DT_GNU_HASH, DT_STRTAB, DT_SYMTAB, DT_VERSYM, DT_VERDEF, DT_VERNEED};
	for (uint32_t i = 0; i < elf->n_dyns; i++)
		for (size_t k = 0; k < sizeof tags / sizeof tags[0]; k++)
			if (elf->dyns[i].d_tag == tags[k] && elf->dyns[i].d_val < h->sh_addr + h->sh_size &&
			    !has_section(sp, elf->dyns[i].d_val))
				return true;
	return false;
}

/* What sections say is the program's own stands in the new file as it was, where it was. */
static void same_program(struct lw_editing *e, struct lw_span now) {
	struct lw_elf_space sp = {.img = e->images.at[0], .src = e->src, .a = e->a};
	struct lw_error err = {0};
	struct lw_span was, is;
	if (!lw_elf_read_sections(&sp, &err))
		return;
	for (uint32_t i = 1; i < sp.sections.n; i++) {
		const struct lw_shdr *h = &sp.sections.at[i].raw;
		if ((h->sh_type != SHT_PROGBITS && h->sh_type != SHT_INIT_ARRAY) ||
		    is_movable(e->images.at[0]->elf, h) || may_have_table(e->images.at[0]->elf, &sp, h) ||
		    !lw_source_view(e->src, h->sh_offset, h->sh_size, e->a, &was, &err))
			continue;
		if (!lw_span_cut(now, h->sh_offset, h->sh_size, &is) ||
		    (is.len != 0 && memcmp(was.ptr, is.ptr, (size_t)is.len) != 0))
			found(sp.sections.at[i].name, &err);
	}
}

/* The new file's bytes; empty where they cannot be had. */
static struct lw_span read_new(const struct lw_editing *e) {
	struct lw_source after;
	struct lw_error err = {0};
	struct lw_span out = {NULL, 0};
	lw_pieces_source(&e->pieces, &after);
	if (after.size > MOST_NEW || !lw_source_view(&after, 0, after.size, e->a, &out, &err))
		return (struct lw_span){NULL, 0};
	return out;
}

/* Edits a file, and then what came of it: a few times, since later edits use the room that earlier ones have left. */
static void edit(struct lw_span bytes, struct choice *c, struct lw_arena *a, unsigned rounds) {
	struct lw_source src;
	struct lw_error err = {0};
	struct lw_editing e;
	struct lw_edit edits[MOST_EDITS];
	lw_source_of_memory(&src, bytes);
	if (!start(&e, LW_FORMAT_ELF, &src, a, &err))
		return;
	c->img = e.images.at[0];
	choose(c, &e, edits, some_edit);
	e.opts.drop_versions = pick(c, 4) != 0;
	e.opts.lenient = pick(c, 4) != 0;
	e.opts.page_size = pick(c, 4) != 0 ? 0 : (uint64_t)4096 << pick(c, 5);
	lay_and_prove(&lw_editor_elf, &e, is_sound);
	if (e.pieces.list.n == 0 || rounds == 0 || !is_sound(&e, &src))
		return;
	const struct lw_span now = read_new(&e);
	if (now.ptr == NULL)
		return;
	same_program(&e, now);
	edit(now, c, a, rounds - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct lw_arena a = {0};
	struct choice c = {.a = &a};
	seed(&c, data, size);
	edit((struct lw_span){data, size}, &c, &a, 3);
	lw_arena_free(&a);
	return 0;
}
