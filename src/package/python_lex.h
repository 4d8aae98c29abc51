/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens of a Python file, as the reference of the language has them (The Python Language Reference, chapter 2, up to
 * 3.14): logical lines, indentation, strings with prefixes, f-strings taken apart as PEP 701 does. Nothing is refused:
 * what is no Python gives tokens all the same.
 */
#ifndef LW_PACKAGE_PYTHON_LEX_H
#define LW_PACKAGE_PYTHON_LEX_H

#include "base/arena.h"
#include "bytes/span.h"

enum py_token_kind {
	PY_END,
	PY_NEWLINE,
	PY_INDENT,
	PY_DEDENT,
	PY_WORD,
	PY_NUMBER,
	PY_STRING,      /* all of it; text is the part between the quotes */
	PY_FSTRING,     /* begins one; PY_TEXT and the tokens of expressions between { and } follow */
	PY_TEXT,        /* of an f-string */
	PY_FSTRING_END, /* ends one */
	PY_OP,
};

struct py_token {
	uint8_t kind;     /* py_token_kind */
	bool raw, bytes;  /* of a string */
	uint32_t at, n;   /* its text in the file */
	uint32_t line;    /* from 1 */
	uint32_t partner; /* of an opening bracket, an f-string or an indent: what closes it; else 0 */
};

struct py_tokens {
	struct lw_span text;
	struct py_token *at; /* the last one is PY_END */
	uint32_t n;
};

/* Errors: LIMIT (a file over 16 MiB, or more than two million tokens), NOMEM. */
bool lw_py_lex(struct lw_span text, struct lw_arena *a, struct py_tokens *out, struct lw_error *err) LW_USE;

#endif
