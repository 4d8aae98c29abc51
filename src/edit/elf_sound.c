/* SPDX-License-Identifier: Apache-2.0 */
/* The rules in turn, and what is new between two files. */
#include "edit/elf_sounding.h"

#include <stdarg.h>
#include <string.h>

#include "base/fail.h"

static const struct {
	const char *id;
	bool advice;
} kinds[LW_N_SOUNDS] = {
#define X(code, id, advice, sentence, source) {id, advice},
#include "edit/elf_sound.def"
#undef X
};

const struct lw_elf_sound_rule *lw_elf_sound_rule(uint32_t i) {
	static const struct lw_elf_sound_rule rules[] = {
#define X(code, id, advice, sentence, source) {id, sentence, source},
#include "edit/elf_sound.def"
#undef X
	};
	return i < LW_N_SOUNDS ? &rules[i] : NULL;
}

bool lw_sound_add(struct lw_sounding *s, enum lw_sound what, uint64_t off, struct lw_error *err, const char *fmt, ...) {
	if (s->counts[what] == LW_ELF_MOST_DEFECTS)
		return true;
	s->counts[what]++;
	va_list ap;
	va_start(ap, fmt);
	const char *text = lw_vsprintf(s->a, err, fmt, ap);
	va_end(ap);
	if (text == NULL)
		return false;
	struct lw_elf_defect *d = lw_vec_add(s->a, s->out, err);
	if (d == NULL)
		return false;
	*d = (struct lw_elf_defect){kinds[what].id, text, off, kinds[what].advice};
	return true;
}

static bool damage(struct lw_sounding *s, struct lw_error *err) {
	const struct lw_error *bad = s->r.img->damage;
	return bad == NULL || lw_sound_add(s, LW_SOUND_DAMAGE, bad->has_off ? bad->off : 0, err, "%s", bad->text);
}

/* When a group of rules has a meaning. */
enum when { ALWAYS, LOADABLE, DYNAMIC, SECTIONS, LOADED_SECTIONS };

static const struct {
	enum when when;
	lw_sound_rule *rule;
} groups[] = {
	{ALWAYS, damage},
	{LOADABLE, lw_sound_loads},
	{LOADABLE, lw_sound_phdrs},
	{LOADABLE, lw_sound_segments},
	{LOADABLE, lw_sound_notes},
	{LOADABLE, lw_sound_overlaps},
	{DYNAMIC, lw_sound_tags},
	{DYNAMIC, lw_sound_versions},
	{DYNAMIC, lw_sound_symbols},
	{DYNAMIC, lw_sound_hash},
	{DYNAMIC, lw_sound_gnu_hash},
	{DYNAMIC, lw_sound_relocs},
	{ALWAYS, lw_sound_sections},
	{SECTIONS, lw_sound_section_overlaps},
	{SECTIONS, lw_sound_links},
	{LOADED_SECTIONS, lw_sound_section_loads},
	{LOADED_SECTIONS, lw_sound_section_tags},
	{LOADED_SECTIONS, lw_sound_section_segments},
	{LOADED_SECTIONS, lw_sound_symtab},
};

static bool applies(const struct lw_sounding *s, enum when when) {
	switch (when) {
	case LOADABLE:
		return s->loadable;
	case DYNAMIC:
		return s->loadable && s->r.elf->has_dynamic;
	case SECTIONS:
		return s->n_sections != 0;
	case LOADED_SECTIONS:
		return s->loadable && s->n_sections != 0;
	case ALWAYS:
		break;
	}
	return true;
}

/* Separate debug files have the headers of the file that they are of, but not its bytes: no code at all. */
static bool is_debug_file(const struct lw_sounding *s) {
	const struct lw_phdr *p = lw_sound_phdr(s, PT_DYNAMIC);
	bool code = false, no_bytes = false;
	if (p != NULL && p->p_filesz == 0)
		return true;
	for (uint32_t i = 0; i < s->n_sections; i++) {
		const struct lw_shdr *h = &s->sections[i];
		if ((h->sh_flags & SHF_EXECINSTR) == 0 || h->sh_size == 0)
			continue;
		no_bytes |= h->sh_type == SHT_NOBITS;
		code |= h->sh_type != SHT_NOBITS;
	}
	return no_bytes && !code;
}

static bool begin(struct lw_sounding *s, struct lw_error *err) {
	const struct lw_elf *elf = s->r.elf;
	LW_TRY(lw_sound_read_sections(s, err));
	const bool runs = elf->ehdr.e_type == ET_EXEC || elf->ehdr.e_type == ET_DYN;
	s->loadable = runs && elf->has_phdrs && !is_debug_file(s);
	s->loads = lw_alloc(s->r.a, elf->n_phdrs + 1, sizeof *s->loads, err);
	if (s->loads == NULL)
		return false;
	for (uint32_t i = 0; s->loadable && i < elf->n_phdrs; i++) {
		if (elf->phdrs[i].p_type != PT_LOAD)
			continue;
		if (s->n_loads == LW_SOUND_MOST_LOADS)
			return lw_fail(err, LW_E_LIMIT, "there are more than %d PT_LOAD", LW_SOUND_MOST_LOADS);
		s->loads[s->n_loads++] = elf->phdrs[i];
	}
	s->is_program = s->loadable && lw_sound_phdr(s, PT_INTERP) != NULL;
	return !s->loadable || lw_sound_read_dynamic(s, err);
}

static bool run(struct lw_sounding *s, struct lw_error *err) {
	LW_TRY(begin(s, err));
	for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
		const struct lw_arena_mark mark = lw_arena_mark(s->r.a);
		if (applies(s, groups[i].when))
			LW_TRY(groups[i].rule(s, err));
		lw_arena_rewind(s->r.a, mark);
		if (lw_sound_over(s))
			return lw_fail(err, LW_E_LIMIT, "the names of its symbols are too long to be looked at");
	}
	return true;
}

bool lw_elf_defects_of(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a,
		       struct lw_elf_defects *out, struct lw_error *err) {
	struct lw_arena scratch = {0};
	struct lw_sounding s = {.a = a, .out = out};
	*out = (struct lw_elf_defects){NULL, 0, 0};
	bool ok = lw_elf_reader_init(&s.r, src, &scratch, err);
	if (ok) {
		lw_elf_reader_of(&s.r, img);
		ok = run(&s, err);
	}
	lw_arena_free(&scratch);
	return ok;
}

/* Where words of a sentence end. */
#define BREAKS " (),;:"

static bool is_number(const char *word, size_t n) {
	const bool hex = n > 2 && word[0] == '0' && word[1] == 'x';
	return n != 0 && strspn(hex ? word + 2 : word, hex ? "0123456789abcdef" : "0123456789") >= (hex ? n - 2 : n);
}

/* The same words, whatever the numbers between them are. */
static bool same_text(const char *x, const char *y) {
	while (*x != '\0' && *y != '\0') {
		const size_t n = strcspn(x, BREAKS), m = strcspn(y, BREAKS);
		if (!(is_number(x, n) && is_number(y, m)) && (n != m || memcmp(x, y, n) != 0))
			return false;
		x += n;
		y += m;
		if (*x != *y)
			return false;
		x += *x != '\0';
		y += *y != '\0';
	}
	return *x == *y;
}

static bool had(const struct lw_elf_defects *before, const struct lw_elf_defect *d) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < before->n; i++) {
		const struct lw_elf_defect *b = &before->at[i];
		if (strcmp(b->id, d->id) != 0)
			continue;
		if (++n == LW_ELF_MOST_DEFECTS || same_text(b->text, d->text))
			return true;
	}
	return false;
}

const struct lw_elf_defect *lw_elf_defects_new(const struct lw_elf_defects *before,
					       const struct lw_elf_defects *after) {
	for (uint32_t i = 0; i < after->n; i++)
		if (!after->at[i].advice && !had(before, &after->at[i]))
			return &after->at[i];
	return NULL;
}
