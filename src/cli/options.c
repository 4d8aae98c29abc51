/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/options.h"

#include <string.h>

#include "base/fail.h"
#include "cli/nearest.h"

/* OPT_EDIT and OPT_MARK keep their order among each other; OPT_MARK has no value. */
enum opt_kind { OPT_FLAG, OPT_TEXT, OPT_LIST, OPT_EDIT, OPT_MARK };

static bool has_value(enum opt_kind kind) {
	return kind != OPT_FLAG && kind != OPT_MARK;
}

static const struct option {
	enum opt_kind kind;
	char letter;
	const char *name;
	size_t member;
	unsigned groups;
} options[] = {
#define X(kind, letter, name, member, groups) {kind, letter, name, offsetof(struct cli_options, member), groups},
#include "cli/options.def"
#undef X
};

#define N_OPTIONS (sizeof options / sizeof options[0])

struct parser {
	struct cli_options *o;
	unsigned groups;
	const char *command;
	const struct cli_call *call;
	int at; /* the next word */
};

static const struct option *by_name(const struct parser *p, const char *name, size_t n) {
	for (size_t i = 0; i < N_OPTIONS; i++)
		if ((options[i].groups & p->groups) != 0 && strlen(options[i].name) == n &&
		    memcmp(options[i].name, name, n) == 0)
			return &options[i];
	return NULL;
}

static const struct option *by_letter(const struct parser *p, char letter) {
	for (size_t i = 0; i < N_OPTIONS; i++)
		if ((options[i].groups & p->groups) != 0 && options[i].letter == letter && letter != 0 &&
		    ((p->groups & CLI_LDDTREE) != 0 || letter == 'j' || letter == 'o'))
			return &options[i];
	return NULL;
}

static bool unknown(const struct parser *p, const char *word, size_t n, struct lw_error *err) {
	char name[32] = "";
	struct cli_nearest nearest = cli_nearest_to(name);
	if (n > 2 && n - 2 < sizeof name && word[1] == '-') {
		memcpy(name, word + 2, n - 2);
		name[n - 2] = '\0';
		for (size_t i = 0; i < N_OPTIONS; i++)
			if ((options[i].groups & p->groups) != 0)
				cli_nearest_offer(&nearest, options[i].name);
	}
	const int shown = n < 200 ? (int)n : 200;
	if (nearest.best != NULL)
		return lw_fail(err, LW_E_USAGE, "%s has no option '%.*s'; did you mean '--%s'?", p->command, shown,
			       word, nearest.best);
	return lw_fail(err, LW_E_USAGE, "%s has no option '%.*s'; its options: linkwright %s --help", p->command, shown,
		       word, p->command);
}

static bool add_pair(struct parser *p, const char *name, const char *value, struct lw_error *err) {
	struct cli_pair *pair = lw_vec_add(&p->o->arena, &p->o->edits, err);
	if (pair != NULL)
		*pair = (struct cli_pair){name, value};
	return pair != NULL;
}

static bool set(struct parser *p, const struct option *option, const char *value, struct lw_error *err) {
	char *member = (char *)p->o + option->member;
	if (option->kind == OPT_FLAG) {
		*(bool *)(void *)member = true;
		return true;
	}
	if (!has_value(option->kind))
		return add_pair(p, option->name, NULL, err);
	if (value == NULL && p->at == p->call->argc)
		return lw_fail(err, LW_E_USAGE, "option '--%s' needs a value", option->name);
	if (value == NULL)
		value = p->call->argv[p->at++];
	if (option->kind == OPT_TEXT) {
		*(const char **)(void *)member = value;
		return true;
	}
	if (option->kind == OPT_EDIT)
		return add_pair(p, option->name, value, err);
	struct cli_list *list = (struct cli_list *)(void *)member;
	const char **slot = lw_vec_add(&p->o->arena, list, err);
	if (slot == NULL)
		return false;
	*slot = value;
	return true;
}

static bool long_option(struct parser *p, const char *word, struct lw_error *err) {
	const size_t n = strcspn(word, "=");
	const char *value = word[n] == '=' ? word + n + 1 : NULL;
	const struct option *option = by_name(p, word + 2, n - 2);
	if (option == NULL)
		return unknown(p, word, n, err);
	if (value != NULL && !has_value(option->kind))
		return lw_fail(err, LW_E_USAGE, "option '--%s' takes no value", option->name);
	return set(p, option, value, err);
}

/* Letters may stand together; what is behind one that takes a value is the value. */
static bool letters(struct parser *p, const char *word, struct lw_error *err) {
	for (const char *at = word + 1; *at != '\0'; at++) {
		const struct option *option = by_letter(p, *at);
		if (option == NULL)
			return unknown(p, word, strlen(word), err);
		if (has_value(option->kind))
			return set(p, option, at[1] == '\0' ? NULL : at + 1, err);
		LW_TRY(set(p, option, NULL, err));
	}
	return true;
}

static bool operand(struct parser *p, const char *word, struct lw_error *err) {
	const char **slot = lw_vec_add(&p->o->arena, &p->o->files, err);
	if (slot == NULL)
		return false;
	*slot = word;
	return true;
}

bool cli_options_parse(struct cli_options *o, unsigned groups, const char *command, const struct cli_call *call,
		       struct lw_error *err) {
	struct parser p = {.o = o, .groups = groups, .command = command, .call = call};
	bool rest = false;
	memset(o, 0, sizeof *o);
	while (p.at < call->argc) {
		const char *word = call->argv[p.at++];
		if (rest || word[0] != '-' || word[1] == '\0')
			LW_TRY(operand(&p, word, err));
		else if (strcmp(word, "--") == 0)
			rest = true;
		else if (word[1] == '-')
			LW_TRY(long_option(&p, word, err));
		else
			LW_TRY(letters(&p, word, err));
	}
	return true;
}

static bool word(struct cli_options *o, const char *name, const char *value, struct cli_list *out,
		 struct lw_error *err) {
	const char **slot = lw_vec_add(&o->arena, out, err);
	if (slot == NULL)
		return false;
	*slot = lw_sprintf(&o->arena, err, "--%s%s%s", name, value == NULL ? "" : "=", value == NULL ? "" : value);
	return *slot != NULL;
}

static bool words(struct cli_options *o, const struct option *option, struct cli_list *out, struct lw_error *err) {
	const void *member = (const char *)o + option->member;
	if (option->kind == OPT_FLAG)
		return !*(const bool *)member || word(o, option->name, NULL, out, err);
	if (option->kind == OPT_TEXT) {
		const char *text = *(const char *const *)member;
		return text == NULL || word(o, option->name, text, out, err);
	}
	const struct cli_list *list = member;
	for (uint32_t i = 0; i < list->n; i++)
		LW_TRY(word(o, option->name, list->at[i], out, err));
	return true;
}

bool cli_options_words(struct cli_options *o, unsigned groups, struct cli_list *out, struct lw_error *err) {
	for (size_t i = 0; i < N_OPTIONS; i++)
		if ((options[i].groups & groups) != 0 && options[i].member != offsetof(struct cli_options, help))
			LW_TRY(words(o, &options[i], out, err));
	return true;
}

void cli_options_free(struct cli_options *o) {
	lw_arena_free(&o->arena);
}
