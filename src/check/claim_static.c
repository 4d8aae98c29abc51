/* SPDX-License-Identifier: Apache-2.0 */
/* "Static" on Linux: nothing is needed where the program runs. linkwright/static.h tells what a static one still opens.
 */
#include <stdio.h>

#include "base/fail.h"
#include "check/rule.h"
#include "check/static_other.h"
#include "linkwright/static.h"

struct sentence {
	const char *certain,
		*possible; /* possible: something calls it, but it depends on the system whether it loads */
};

static const struct sentence sentences[LW_N_WAYS] = {
	[LW_WAY_NSS] = {"is static with glibc's name service inside: asked for a user, a group or a host, it loads the "
			"libnss_ "
			"modules that /etc/nsswitch.conf names, which have to be of the same glibc",
			NULL},
	[LW_WAY_ICONV] = {"is static and calls iconv_open: for a character set that is not built in, it loads a gconv "
			  "module and "
			  "with it a second libc.so.6, which has to be of the same glibc",
			  NULL},
	[LW_WAY_DLOPEN] =
		{"is static and calls dlopen: what it loads brings a second libc.so.6 along, which has to be of the "
		 "same glibc; link what it loads into it, or link it dynamically",
		 "is static and holds a pointer to dlopen: if that is called, what it loads has to be of the same "
		 "glibc"},
	[LW_WAY_LOCALE] =
		{NULL,
		 "is static and sets a locale or converts a file: where the character set is not built in, as "
		 "UTF-8 is, it loads a gconv module and with it a second libc.so.6"},
};

/* What each language is told to do, to link without glibc's dynamic parts. */
static const char *static_fix(const struct lw_static *f) {
	if (f->go.version != NULL)
		return "CGO_ENABLED=0 go build";
	return f->rust ? "cargo build --target \"$(uname -m)-unknown-linux-musl\"" : "make CC='musl-gcc -static'";
}

static const char *language(const struct lw_static *f) {
	return f->go.version != NULL ? " (a Go program, with cgo)" : f->rust ? " (a Rust program)" : "";
}

static bool tell_way(struct lw_checking *c, const struct lw_static *f, enum lw_way way, struct lw_error *err) {
	const struct lw_static_way *w = &f->ways[way];
	const bool certain = w->sure == LW_SURE_CERTAIN;
	const char *text = certain ? sentences[way].certain : sentences[way].possible;
	const struct lw_spot at = {.off = LW_NO_OFFSET,
				   .level = certain ? LW_LEVEL_WARNING : LW_LEVEL_NOTE,
				   .fix = way == LW_WAY_DLOPEN ? NULL : static_fix(f)};
	if (text == NULL || w->sure == LW_SURE_NONE || !w->seen)
		return true;
	return w->by == NULL ? lw_found(c, at, err, "%s%s", text, language(f))
			     : lw_found(c, at, err, "%s (%s)%s", text, w->by, language(f));
}

/* Those of which the file does not tell are one finding. */
static bool tell_unknown(struct lw_checking *c, const struct lw_static *f, struct lw_error *err) {
	static const char *const names[LW_N_WAYS] = {"the name service", "iconv_open", "dlopen", "setlocale"};
	char list[96] = "";
	size_t n = 0;
	for (unsigned i = 0; i < LW_N_WAYS; i++)
		if (f->ways[i].sure == LW_SURE_POSSIBLE && !f->ways[i].seen)
			n += (size_t)snprintf(list + n, sizeof list - n, "%s%s", n == 0 ? "" : ", ", names[i]);
	const struct lw_spot at = {.off = LW_NO_OFFSET, .level = LW_LEVEL_NOTE};
	if (n == 0)
		return true;
	return f->packed ? lw_found(c, at, err,
				    "is static and packed with UPX, which hides whether it loads libraries "
				    "while it runs: unpack it with upx -d to see")
			 : lw_found(c, at, err,
				    "is static with glibc, and the file does not tell whether it uses %s, "
				    "which may load libraries of the same glibc",
				    list);
}

static bool static_elf(struct lw_checking *c, struct lw_error *err) {
	const struct lw_static *f;
	LW_TRY(lw_static_of(c->s, c->g->subject, &f, err));
	for (unsigned i = 0; i < LW_N_WAYS; i++)
		LW_TRY(tell_way(c, f, i, err));
	return tell_unknown(c, f, err);
}

/* What made it dynamic, in the words of the language that it is written in. NULL: NOMEM. */
static const char *made_with(struct lw_checking *c, const struct lw_static *f, struct lw_error *err) {
	const struct lw_go *go = &f->go;
	if (go->version == NULL)
		return f->rust ? "; it is a Rust program, linked with the system's C library" : "";
	return lw_sprintf(c->a, err, "; it is a Go program%s%s, which cgo%s or -buildmode made dynamic",
			  go->version[0] == '\0' ? "" : " of ", go->version,
			  go->cgo != NULL && go->cgo[0] == '1' ? " (CGO_ENABLED=1)" : "");
}

static bool dynamic_elf(struct lw_checking *c, struct lw_error *err) {
	const struct lw_graph *g = c->g;
	const struct lw_static *f;
	LW_TRY(lw_static_of(c->s, g->subject, &f, err));
	const bool library = g->image->kind == LW_IMAGE_LIBRARY;
	const struct lw_spot at = {
		.off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE, .fix = library ? NULL : static_fix(f)};
	if (library)
		LW_TRY(lw_found(c, at, err, "is not static: it is a shared library, which only a loader can use"));
	const char *how = made_with(c, f, err);
	if (g->image->interp != NULL)
		LW_TRY(how != NULL &&
		       lw_found(c, at, err, "is not static: the kernel starts it with the interpreter %s%s",
				g->image->interp, how));
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct lw_edge *e = &g->edges[i];
		if (e->from != 0 || e->kind == LW_EDGE_PRELOAD || e->kind == LW_EDGE_AUDIT)
			continue;
		const struct lw_spot need = {.off = e->off == 0 ? LW_NO_OFFSET : e->off,
					     .level = LW_LEVEL_OF_RULE,
					     .fix = lw_why_command(c->a, g, e->name, err)};
		LW_TRY(need.fix != NULL && lw_found(c, need, err, "is not static: it needs %s", e->name));
	}
	return true;
}

bool lw_rule_claim_static(struct lw_checking *c, struct lw_error *err) {
	if (c->g->image->format == LW_FORMAT_MACHO)
		return lw_static_macos(c, err);
	if (c->g->image->format == LW_FORMAT_PE)
		return lw_static_windows(c, err);
	return c->g->is_static ? static_elf(c, err) : dynamic_elf(c, err);
}
