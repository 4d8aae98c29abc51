/* SPDX-License-Identifier: Apache-2.0 */
/* Stubs of the versions 1 to 4: YAML documents, one for each library. Aliases and anchors mean nothing in a stub, and
 * are not followed; so nothing in one can grow. */
#include <string.h>
#include <yaml.h>

#include "base/fail.h"
#include "format/tbd.h"

#define DEEPEST 16 /* the deepest that means something has six */
#define MOST_DIRECTIVES 16

/* Where in the document a value stands. */
enum place {
	NOWHERE,
	TOP,
	VERSION,
	ARCHS,
	PLATFORM,
	TARGETS,
	INSTALL_NAME,
	UMBRELLA,       /* a name (versions 1 to 3), or a list of: */
	UMBRELLA_ENTRY, /* … */
	EXPORTS,
	EXPORTS_ENTRY,
	REEXPORTS, /* names */
	LIBRARIES, /* a list of: */
	LIBRARIES_ENTRY,
	N_PLACES
};

/* A key in a place, and what its value is. */
static const struct {
	enum place parent;
	const char *key;
	enum place place;
} keys[] = {
	{TOP, "tbd-version", VERSION},
	{TOP, "archs", ARCHS},
	{TOP, "platform", PLATFORM},
	{TOP, "targets", TARGETS},
	{TOP, "install-name", INSTALL_NAME},
	{TOP, "parent-umbrella", UMBRELLA},
	{UMBRELLA_ENTRY, "umbrella", UMBRELLA},
	{TOP, "exports", EXPORTS},
	{EXPORTS_ENTRY, "re-exports", REEXPORTS},
	{TOP, "reexported-libraries", LIBRARIES},
	{LIBRARIES_ENTRY, "libraries", REEXPORTS},
};

/* What a mapping is that stands in such a place. */
static enum place entry_of(enum place place) {
	switch (place) {
	case UMBRELLA:
		return UMBRELLA_ENTRY;
	case EXPORTS:
		return EXPORTS_ENTRY;
	case LIBRARIES:
		return LIBRARIES_ENTRY;
	default:
		return NOWHERE;
	}
}

struct reader {
	struct lw_tbd_building *b;
	struct lw_tbd_list archs;
	const char *platform;
	struct level {
		enum place place;
		bool mapping, has_key;
		enum place value; /* of the key that was read */
	} stack[DEEPEST];
	uint32_t depth; /* 0: outside of a document */
};

static enum place place_of(enum place parent, const char *key) {
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (keys[i].parent == parent && strcmp(keys[i].key, key) == 0)
			return keys[i].place;
	return NOWHERE;
}

/* The place of the value that comes now; a key has none. */
static enum place next_place(struct reader *x) {
	if (x->depth == 0)
		return TOP;
	struct level *l = &x->stack[x->depth - 1];
	if (!l->mapping)
		return l->place;
	l->has_key = false;
	return l->value;
}

static bool value(struct reader *x, enum place place, const char *text, struct lw_error *err) {
	struct lw_tbd_building *b = x->b;
	const char *kept = lw_strdup(b->a, text, err);
	if (kept == NULL)
		return false;
	switch (place) {
	case VERSION:
		b->version = strlen(text) == 1 && *text >= '1' && *text <= '9' ? (uint32_t)(*text - '0') : b->version;
		return true;
	case ARCHS:
		return lw_tbd_add(b, &x->archs, kept, err);
	case PLATFORM:
		x->platform = kept;
		return true;
	case TARGETS:
		return lw_tbd_add(b, &b->targets, kept, err);
	case INSTALL_NAME:
		b->now.install_name = kept;
		return true;
	case UMBRELLA:
		b->now.umbrella = b->now.umbrella == NULL ? kept : b->now.umbrella;
		return true;
	case REEXPORTS:
		return lw_tbd_add(b, &b->reexports, kept, err);
	default:
		return true;
	}
}

/* Symbols are by far the most of a stub; they are passed over before anything is copied. */
static bool scalar(struct reader *x, const char *text, struct lw_error *err) {
	struct level *l = x->depth == 0 ? NULL : &x->stack[x->depth - 1];
	if (l != NULL && l->mapping && !l->has_key) {
		l->has_key = true;
		l->value = place_of(l->place, text);
		return true;
	}
	const enum place place = next_place(x);
	return place == NOWHERE || place == TOP || value(x, place, text, err);
}

static bool enter(struct reader *x, bool mapping, struct lw_error *err) {
	const bool is_key = x->depth != 0 && x->stack[x->depth - 1].mapping && !x->stack[x->depth - 1].has_key;
	if (is_key)
		return lw_fail(err, LW_E_MALFORMED, "the stub has a key that is no word");
	if (x->depth == DEEPEST)
		return lw_fail(err, LW_E_LIMIT, "values of the stub lie more than %d deep", DEEPEST);
	const enum place place = next_place(x);
	struct level *l = &x->stack[x->depth++];
	*l = (struct level){.place = mapping && place != TOP ? entry_of(place) : place, .mapping = mapping};
	return true;
}

/* "!tapi-tbd-v3"; version 4 has the tag "!tapi-tbd" and says its number, version 1 has neither. */
static void tag(struct reader *x, const char *text) {
	static const char mark[] = "!tapi-tbd";
	if (x->depth != 1 || x->stack[0].place != TOP)
		return;
	if (text == NULL)
		x->b->version = 1;
	else if (strncmp(text, mark, sizeof mark - 1) == 0)
		x->b->version =
			strncmp(text + sizeof mark - 1, "-v", 2) == 0 ? (uint32_t)(text[sizeof mark + 1] - '0') : 4;
}

/* Versions 1 to 3 have machines, and one platform for all of them. */
static bool end_document(struct reader *x, struct lw_error *err) {
	for (uint32_t i = 0; x->platform != NULL && i < x->archs.n; i++)
		LW_TRY(lw_tbd_add_old_target(x->b, x->archs.at[i], x->platform, err));
	x->archs = (struct lw_tbd_list){0};
	x->platform = NULL;
	if (x->b->now.install_name == NULL && x->b->targets.n == 0)
		return true; /* it is about something else */
	return lw_tbd_end_library(x->b, err);
}

static bool event(struct reader *x, const yaml_event_t *e, struct lw_error *err) {
	switch (e->type) {
	case YAML_MAPPING_START_EVENT:
		LW_TRY(enter(x, true, err));
		tag(x, (const char *)e->data.mapping_start.tag);
		return true;
	case YAML_SEQUENCE_START_EVENT:
		return enter(x, false, err);
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		x->depth--;
		return true;
	case YAML_SCALAR_EVENT:
		return scalar(x, (const char *)e->data.scalar.value, err);
	case YAML_ALIAS_EVENT:
		return scalar(x, "", err);
	case YAML_DOCUMENT_END_EVENT:
		return end_document(x, err);
	default:
		return true;
	}
}

static bool why(const yaml_parser_t *p, struct lw_error *err) {
	/* Where libyaml says nothing an allocation has failed too. */
	if (p->error == YAML_MEMORY_ERROR || p->problem == NULL)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	return lw_fail_at(err, LW_E_MALFORMED, p->problem_offset, "the stub is no YAML: %.100s (line %lu)", p->problem,
			  (unsigned long)p->problem_mark.line + 1);
}

static bool run(yaml_parser_t *p, struct reader *x, struct lw_error *err) {
	for (bool more = true; more;) {
		yaml_event_t e;
		if (!yaml_parser_parse(p, &e))
			return why(p, err);
		const bool ok = event(x, &e, err);
		more = e.type != YAML_STREAM_END_EVENT;
		yaml_event_delete(&e);
		LW_TRY(ok);
	}
	return true;
}

/* libyaml compares each directive with all before it; a stub has none. One begins with % at the start of a line, and
 * lines end in several ways; what is only taken for one does no harm. */
static bool check_directives(struct lw_span text, struct lw_error *err) {
	unsigned n = 0;
	for (uint64_t i = 0; i < text.len; i++) {
		const uint8_t before = i == 0 ? '\n' : text.ptr[i - 1];
		n += text.ptr[i] == '%' && (before < ' ' || before > '~');
		if (n > MOST_DIRECTIVES)
			return lw_fail_at(err, LW_E_LIMIT, i, "the stub has more than %d directives", MOST_DIRECTIVES);
	}
	return true;
}

bool lw_tbd_parse_yaml(struct lw_span text, struct lw_tbd_building *b, struct lw_error *err) {
	struct reader x = {.b = b};
	yaml_parser_t p;
	LW_TRY(check_directives(text, err));
	if (!yaml_parser_initialize(&p))
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	yaml_parser_set_encoding(&p, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&p, text.ptr, (size_t)text.len);
	const bool ok = run(&p, &x, err);
	yaml_parser_delete(&p);
	return ok;
}
