/* SPDX-License-Identifier: Apache-2.0 */
/* Phrases of the text for people. */
#include <string.h>

#include "base/path.h"
#include "graph/command.h"
#include "linkwright/elf.h"
#include "linkwright/fuse.h"
#include "report/text.h"

const char *lw_text_rule(struct lw_arena *a, const struct lw_graph *g, enum lw_rule rule, uint32_t rule_object,
			 struct lw_error *err) {
	if (rule_object == LW_NO_ID)
		return lw_rule_words(rule);
	const char *who = lw_path_base(lw_object_label(g, rule_object));
	const char *text = lw_sprintf(a, err, "%s of %s", lw_rule_words(rule), who);
	return text == NULL ? NULL : lw_text_safe(a, text, err);
}

const char *lw_text_nobody(enum lw_edge_kind kind) {
	return kind == LW_EDGE_HOST     ? "whoever imports the module"
		: kind == LW_EDGE_AUDIT ? "LD_AUDIT"
					: "the list of libraries to preload";
}

static const char *with_reason(struct lw_arena *a, const char *word, const char *reason, struct lw_error *err) {
	if (reason == NULL)
		return word;
	const char *text = lw_sprintf(a, err, "%s: %s", word, reason);
	return text == NULL ? NULL : lw_text_safe(a, text, err);
}

const char *lw_text_result(struct lw_arena *a, enum lw_op op, int sys, enum lw_verdict verdict, const char *reason,
			   enum lw_style *style, struct lw_error *err) {
	struct lw_errno_buf buf;
	*style = LW_STYLE_DIM;
	if (sys != 0)
		return lw_strdup(a, lw_errno_name(sys, &buf), err);
	switch (verdict) {
	case LW_VERDICT_TAKEN:
		*style = LW_STYLE_GOOD;
		return "taken";
	case LW_VERDICT_SAME:
		return "the same file is loaded already";
	case LW_VERDICT_REFUSED:
		*style = LW_STYLE_WARN;
		return with_reason(a, "refused", reason, err);
	case LW_VERDICT_FATAL:
		*style = LW_STYLE_BAD;
		return with_reason(a, "the loader gives up", reason, err);
	case LW_VERDICT_CONFIG:
		return op == LW_OP_STAT ? "is there" : "read";
	case LW_VERDICT_NONE:
		break;
	}
	return op == LW_OP_OPEN ? "opened" : "is there";
}

void lw_text_count(struct lw_out *o, uint32_t n, const char *one, const char *many) {
	if (n == 1)
		lw_out_fmt(o, "1 %s", one);
	else
		lw_out_fmt(o, "%u %s", (unsigned)n, many);
}

static void environment(struct lw_out *o, const struct lw_graph *g) {
	const struct lw_world *w = g->world;
	if (w->n_env == 0) {
		lw_out_text(o, "clean environment");
		return;
	}
	bool any = false;
	for (size_t i = 0; i < w->n_env; i++) {
		if (!lw_env_matters(g, w->env[i]))
			continue;
		lw_out_text(o, any ? " " : "environment ");
		lw_out_name(o, w->env[i]);
		any = true;
	}
	if (!any)
		lw_out_text(o, "environment without anything for the loader");
}

static void loader(struct lw_out *o, const struct lw_loader_facts *f) {
	lw_out_text(o, "loaded by ");
	lw_out_name(o, f->kind == NULL ? "an unknown loader" : f->kind);
	if (f->version != NULL) {
		lw_out_text(o, " ");
		lw_out_name(o, f->version);
	}
	if (f->path != NULL) {
		lw_out_text(o, ", ");
		lw_out_name(o, f->path);
	}
	if (f->version_from != NULL) {
		lw_out_text(o, " (version: ");
		lw_out_name(o, f->version_from);
		lw_out_text(o, ")");
	}
}

/* Only glibc's search looks at the CPU; a program for macOS or Windows has an architecture. */
static void cpu(struct lw_out *o, const struct lw_graph *g) {
	const struct lw_cpu *c = &g->world->cpu;
	const char *kind = g->loader.kind == NULL ? "glibc" : g->loader.kind;
	if (strcmp(kind, "dyld") == 0 || strcmp(kind, "windows") == 0) {
		lw_out_text(o, "; architecture ");
		lw_out_name(o, g->loader.platform);
	}
	if (strcmp(kind, "glibc") != 0)
		return;
	lw_out_text(o, "; cpu ");
	lw_out_name(o, c->name[0] == '\0' ? "baseline" : c->name);
	if (c->from != NULL && c->name[0] != '\0') {
		lw_out_text(o, " (");
		lw_out_name(o, c->from);
		lw_out_text(o, ")");
	}
}

#define MOST_FUSED 8

/* What no search finds any more, since it is in the file. */
static void fused(struct lw_out *o, const struct lw_image *image) {
	const struct lw_elf *elf = image == NULL ? NULL : image->elf;
	if (elf == NULL || !elf->has_fused)
		return;
	lw_out_text(o, "\n  fused into it: ");
	if (elf->fused == NULL)
		lw_out_text(o, "its note is damaged");
	for (uint32_t i = 1; elf->fused != NULL && i < elf->fused->n_files && i <= MOST_FUSED; i++) {
		lw_out_text(o, i == 1 ? "" : ", ");
		lw_out_name(o, lw_fused_name(&elf->fused->files[i]));
	}
	if (elf->fused != NULL && elf->fused->n_files > MOST_FUSED + 1)
		lw_out_fmt(o, " and %lu more", (unsigned long)elf->fused->n_files - MOST_FUSED - 1);
}

void lw_text_head(struct lw_report *r, const struct lw_graph *g) {
	struct lw_out *o = &r->out;
	const struct lw_world *w = g->world;
	lw_out_style(o, LW_STYLE_DIM);
	if (lw_graph_is_elsewhere(g)) {
		lw_out_text(o, "  root ");
		lw_out_name(o, g->root);
		lw_out_text(o, "\n");
	}
	lw_out_text(o, "  ");
	loader(o, &g->loader);
	if (w != NULL) {
		lw_out_text(o, "\n  ");
		environment(o, g);
		lw_out_text(o, w->secure ? "; secure, as if set-user-ID" : "");
		cpu(o, g);
	}
	fused(o, g->image);
	lw_out_style(o, LW_STYLE_PLAIN);
	lw_out_text(o, "\n");
}
