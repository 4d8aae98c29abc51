/* SPDX-License-Identifier: Apache-2.0 */
#include "package/python_lex.h"

#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "base/vec.h"

#define LARGEST_FILE ((uint64_t)16 << 20)
#define MOST_TOKENS 2000000
#define DEEPEST_INDENT 100  /* as CPython's own (Parser/tokenizer.c, MAXINDENT) */
#define DEEPEST_BRACKET 200 /* as CPython's own (MAXLEVEL) */
#define DEEPEST_FSTRING 16

struct lexer {
	struct lw_span s;
	struct lw_arena *a;
	struct lw_error *err;
	uint64_t at;
	uint32_t line;
	uint32_t indents[DEEPEST_INDENT]; /* columns, and the tokens that went there */
	uint32_t indented[DEEPEST_INDENT];
	uint32_t n_indents;
	uint32_t brackets[DEEPEST_BRACKET]; /* tokens that opened one */
	uint32_t n_brackets;
	uint32_t lost_brackets; /* open ones that are too deep to be kept */
	uint32_t fstrings;
	LW_VEC(struct py_token) tokens;
};

static int peek(const struct lexer *l, uint64_t ahead) {
	return l->at + ahead < l->s.len ? l->s.ptr[l->at + ahead] : -1;
}

static struct py_token *add(struct lexer *l, enum py_token_kind kind, uint64_t at, uint64_t n) {
	if (l->tokens.n >= MOST_TOKENS) {
		lw_fail(l->err, LW_E_LIMIT, "has more than %d tokens of Python", MOST_TOKENS);
		return NULL;
	}
	struct py_token *t = lw_vec_add(l->a, &l->tokens, l->err);
	if (t != NULL)
		*t = (struct py_token){.kind = (uint8_t)kind, .at = (uint32_t)at, .n = (uint32_t)n, .line = l->line};
	return t;
}

static bool is_letter(int c) {
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
}

static bool is_digit(int c) {
	return c >= '0' && c <= '9';
}

static bool inside(const struct lexer *l) {
	return l->n_brackets + l->lost_brackets > 0;
}

/* The end of a line of the file; \r, \n and \r\n are one. */
static bool at_line_end(const struct lexer *l) {
	return peek(l, 0) == '\n' || peek(l, 0) == '\r';
}

static void pass_line_end(struct lexer *l) {
	l->at += peek(l, 0) == '\r' && peek(l, 1) == '\n' ? 2 : 1;
	l->line++;
}

static void pass_comment(struct lexer *l) {
	while (peek(l, 0) >= 0 && !at_line_end(l))
		l->at++;
}

/* Closes the bracket that was opened last, whatever its form: damaged text loses least so. */
static void close_bracket(struct lexer *l) {
	if (l->lost_brackets > 0)
		l->lost_brackets--;
	else if (l->n_brackets > 0)
		l->tokens.at[l->brackets[--l->n_brackets]].partner = l->tokens.n - 1;
}

/* What is open beyond that many is closed by the token that comes next. */
static void close_down_to(struct lexer *l, uint32_t depth) {
	while (l->n_brackets > depth)
		l->tokens.at[l->brackets[--l->n_brackets]].partner = l->tokens.n;
}

static void open_bracket(struct lexer *l) {
	if (l->n_brackets < DEEPEST_BRACKET && l->lost_brackets == 0)
		l->brackets[l->n_brackets++] = l->tokens.n - 1;
	else
		l->lost_brackets++;
}

static uint64_t operator_length(const struct lexer *l) {
	static const char *const longer[] = {"**=", "//=", "<<=", ">>=", "...", "**", "//", "<<", ">>",
					     "<=",  ">=",  "==",  "!=",  "->",  "+=", "-=", "*=", "/=",
					     "%=",  "&=",  "|=",  "^=",  "@=",  ":=", "<>"};
	for (size_t i = 0; i < sizeof longer / sizeof *longer; i++) {
		const size_t n = strlen(longer[i]);
		if (lw_range_fits(l->at, n, l->s.len) && memcmp(l->s.ptr + l->at, longer[i], n) == 0)
			return n;
	}
	return 1;
}

static bool lex_operator(struct lexer *l) {
	const uint64_t n = operator_length(l);
	const int c = peek(l, 0);
	LW_TRY(add(l, PY_OP, l->at, n) != NULL);
	l->at += n;
	if (n == 1 && (c == '(' || c == '[' || c == '{'))
		open_bracket(l);
	if (n == 1 && (c == ')' || c == ']' || c == '}'))
		close_bracket(l);
	return true;
}

static bool lex_number(struct lexer *l) {
	const uint64_t from = l->at;
	while (is_letter(peek(l, 0)) || is_digit(peek(l, 0)) || peek(l, 0) == '.')
		l->at++;
	return add(l, PY_NUMBER, from, l->at - from) != NULL;
}

struct quote {
	int c;
	uint64_t n; /* 1 or 3 */
	bool raw, bytes, f;
};

static bool at_quote(const struct lexer *l, const struct quote *q) {
	for (uint64_t i = 0; i < q->n; i++)
		if (peek(l, i) != q->c)
			return false;
	return true;
}

/* One character of a string, or an escaped pair; a string of one line ends with it. False: it ends here. */
static bool pass_character(struct lexer *l, const struct quote *q) {
	if (peek(l, 0) < 0 || at_quote(l, q) || (q->n == 1 && at_line_end(l)))
		return false;
	if (peek(l, 0) == '\\' && peek(l, 1) >= 0)
		l->at++;
	if (at_line_end(l))
		pass_line_end(l);
	else
		l->at++;
	return true;
}

static void pass_quote(struct lexer *l, const struct quote *q) {
	if (at_quote(l, q))
		l->at += q->n;
}

static bool lex_plain_string(struct lexer *l, const struct quote *q) {
	const uint64_t from = l->at;
	struct py_token *t = add(l, PY_STRING, from, 0);
	LW_TRY(t != NULL);
	t->raw = q->raw;
	t->bytes = q->bytes;
	while (pass_character(l, q))
		;
	t->n = (uint32_t)(l->at - from);
	pass_quote(l, q);
	return true;
}

static bool lex_one(struct lexer *l);

/* The expression of a field, with the brackets that stand around it as tokens; how it is to be written is passed over.
 */
static bool lex_field(struct lexer *l, const struct quote *q) {
	const uint32_t depth = l->n_brackets, lost = l->lost_brackets;
	LW_TRY(lex_operator(l));
	while (peek(l, 0) >= 0 && l->n_brackets + l->lost_brackets > depth + lost) {
		const bool outermost = l->n_brackets + l->lost_brackets == depth + lost + 1;
		if (q->n == 1 && at_line_end(l))
			break;
		if (outermost && (peek(l, 0) == ':' || (peek(l, 0) == '!' && peek(l, 1) != '='))) {
			uint32_t nested = 0;
			while (peek(l, 0) >= 0 && !(peek(l, 0) == '}' && nested == 0) && !at_quote(l, q)) {
				nested += peek(l, 0) == '{';
				nested -= peek(l, 0) == '}';
				if (!pass_character(l, q))
					break;
			}
			if (peek(l, 0) != '}')
				break;
		} else {
			LW_TRY(lex_one(l));
		}
	}
	return true;
}

static bool lex_fstring_parts(struct lexer *l, const struct quote *q) {
	uint64_t from = l->at;
	for (;;) {
		const int c = peek(l, 0);
		const bool doubled = (c == '{' || c == '}') && peek(l, 1) == c;
		if (doubled)
			l->at++;
		const bool field = c == '{' && !doubled;
		const bool end = !field && !doubled && (c < 0 || at_quote(l, q) || (q->n == 1 && at_line_end(l)));
		if ((field || end || doubled) && l->at > from) {
			struct py_token *t = add(l, PY_TEXT, from, l->at - from);
			LW_TRY(t != NULL);
			t->raw = q->raw;
		}
		if (end)
			return true;
		if (field)
			LW_TRY(lex_field(l, q));
		else if (doubled)
			l->at++;
		else if (!pass_character(l, q))
			return true;
		if (field || doubled)
			from = l->at;
	}
}

static bool lex_fstring(struct lexer *l, const struct quote *q) {
	const uint32_t first = l->tokens.n, depth = l->n_brackets, lost = l->lost_brackets;
	LW_TRY(add(l, PY_FSTRING, l->at, 0) != NULL);
	l->fstrings++;
	LW_TRY(lex_fstring_parts(l, q));
	l->fstrings--;
	pass_quote(l, q);
	close_down_to(l, depth);
	l->lost_brackets = lost;
	LW_TRY(add(l, PY_FSTRING_END, l->at, 0) != NULL);
	l->tokens.at[first].partner = l->tokens.n - 1;
	return true;
}

/* Letters before a quote that make a prefix; 0 with n letters: they are a word. */
static bool is_prefix(const struct lexer *l, uint64_t n, struct quote *q) {
	if (n > 2 || (peek(l, n) != '"' && peek(l, n) != '\''))
		return false;
	for (uint64_t i = 0; i < n; i++) {
		const char c = lw_ascii_lower((char)peek(l, i));
		q->raw |= c == 'r';
		q->bytes |= c == 'b';
		q->f |= c == 'f' || c == 't';
		if (strchr("rbuft", c) == NULL)
			return false;
	}
	return true;
}

static bool lex_string(struct lexer *l, uint64_t n_prefix, struct quote *q) {
	l->at += n_prefix;
	q->c = peek(l, 0);
	q->n = peek(l, 1) == q->c && peek(l, 2) == q->c ? 3 : 1;
	l->at += q->n;
	return q->f && l->fstrings < DEEPEST_FSTRING ? lex_fstring(l, q) : lex_plain_string(l, q);
}

static bool lex_word(struct lexer *l) {
	uint64_t n = 0;
	while (is_letter(peek(l, n)) || is_digit(peek(l, n)))
		n++;
	struct quote q = {0};
	if (is_prefix(l, n, &q))
		return lex_string(l, n, &q);
	LW_TRY(add(l, PY_WORD, l->at, n) != NULL);
	l->at += n;
	return true;
}

/* One token, or what stands between two. */
static bool lex_one(struct lexer *l) {
	const int c = peek(l, 0);
	if (at_line_end(l)) {
		pass_line_end(l);
		return true;
	}
	if (c == '#') {
		pass_comment(l);
		return true;
	}
	if (c == ' ' || c == '\t' || c == '\f' || c == 0) {
		l->at++;
		return true;
	}
	if (c == '\\' && (peek(l, 1) == '\n' || peek(l, 1) == '\r')) {
		l->at++;
		pass_line_end(l);
		return true;
	}
	if (is_letter(c))
		return lex_word(l);
	if (is_digit(c) || (c == '.' && is_digit(peek(l, 1))))
		return lex_number(l);
	struct quote q = {0};
	return c == '"' || c == '\'' ? lex_string(l, 0, &q) : lex_operator(l);
}

/* The column at which a line's first token stands; tabs go to the next multiple of eight. */
static uint32_t indentation(struct lexer *l) {
	uint32_t column = 0;
	for (;; l->at++) {
		if (peek(l, 0) == ' ')
			column++;
		else if (peek(l, 0) == '\t')
			column = column / 8 * 8 + 8;
		else if (peek(l, 0) == '\f')
			column = 0;
		else
			return column;
	}
}

static bool dedent_to(struct lexer *l, uint32_t column) {
	while (l->n_indents > 0 && l->indents[l->n_indents - 1] > column) {
		l->n_indents--;
		l->tokens.at[l->indented[l->n_indents]].partner = l->tokens.n;
		LW_TRY(add(l, PY_DEDENT, l->at, 0) != NULL);
	}
	return true;
}

static bool indent_to(struct lexer *l, uint32_t column) {
	LW_TRY(dedent_to(l, column));
	const uint32_t now = l->n_indents == 0 ? 0 : l->indents[l->n_indents - 1];
	if (column <= now || l->n_indents == DEEPEST_INDENT)
		return true;
	l->indented[l->n_indents] = l->tokens.n;
	l->indents[l->n_indents++] = column;
	return add(l, PY_INDENT, l->at, 0) != NULL;
}

/* A logical line; an empty one gives nothing. */
static bool lex_line(struct lexer *l) {
	const uint32_t column = indentation(l);
	if (peek(l, 0) == '#')
		pass_comment(l);
	if (at_line_end(l) || peek(l, 0) < 0) {
		if (peek(l, 0) >= 0)
			pass_line_end(l);
		return true;
	}
	LW_TRY(indent_to(l, column));
	while (peek(l, 0) >= 0 && (inside(l) || !at_line_end(l)))
		LW_TRY(lex_one(l));
	LW_TRY(add(l, PY_NEWLINE, l->at, 0) != NULL);
	if (peek(l, 0) >= 0)
		pass_line_end(l);
	return true;
}

bool lw_py_lex(struct lw_span text, struct lw_arena *a, struct py_tokens *out, struct lw_error *err) {
	struct lexer l = {.s = text, .a = a, .err = err, .line = 1};
	if (text.len > LARGEST_FILE)
		return lw_fail(err, LW_E_LIMIT, "is a Python file of more than 16 MiB");
	if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0)
		l.at = 3;
	while (l.at < l.s.len)
		LW_TRY(lex_line(&l));
	close_down_to(&l, 0);
	LW_TRY(dedent_to(&l, 0));
	LW_TRY(add(&l, PY_END, l.at, 0) != NULL);
	*out = (struct py_tokens){text, l.tokens.at, l.tokens.n};
	return true;
}
