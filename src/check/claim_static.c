/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "Static": nothing is needed where the program runs. What a static program of glibc still opens is told by texts that
 * only those have which do it: every one of them holds "dlopen", "GCONV_PATH" and "/etc/ld.so.cache", which prove
 * nothing; the name service is linked in where "/etc/nsswitch.conf" and "libnss_" are both there, and getaddrinfo where
 * "/etc/gai.conf" is (measured with glibc 2.36).
 */
#include "base/fail.h"
#include "check/rule.h"

static bool tell(struct lw_checking *c, enum lw_level level, struct lw_error *err, const char *text) {
	const struct lw_spot at = {.off = LW_NO_OFFSET, .level = level};
	return lw_found(c, at, err, "%s", text);
}

enum evidence { GLIBC, NSSWITCH, NSS_MODULE, GAI, MUSL, MUSL_DLOPEN, N_EVIDENCE };

static bool static_elf(struct lw_checking *c, struct lw_error *err) {
	static const char *const texts[N_EVIDENCE] = {
		[GLIBC] = "GLIBC_TUNABLES", [NSSWITCH] = "/etc/nsswitch.conf",
		[NSS_MODULE] = "libnss_",   [GAI] = "/etc/gai.conf",
		[MUSL] = "MUSL_LOCPATH",    [MUSL_DLOPEN] = "Dynamic loading not supported"};
	bool has[N_EVIDENCE];
	LW_TRY(lw_session_find(c->s, c->g->subject, texts, N_EVIDENCE, has, err));
	if (has[GLIBC] && has[NSSWITCH] && has[NSS_MODULE])
		return tell(
			c, LW_LEVEL_WARNING, err,
			has[GAI] ? "is static, with glibc's name service and getaddrinfo inside: asked for a host or a "
				   "user, it opens the libnss_ modules that /etc/nsswitch.conf names, which have to be "
				   "of "
				   "the same glibc"
				 : "is static, with glibc's name service inside: asked for a user, a group or a host, "
				   "it "
				   "opens the libnss_ modules that /etc/nsswitch.conf names, which have to be of the "
				   "same "
				   "glibc");
	if (has[GLIBC])
		return tell(c, LW_LEVEL_NOTE, err,
			    "is static with glibc, without its name service; iconv_open and dlopen, if it calls them, "
			    "still "
			    "load libraries of the same glibc, and no text in the file tells whether it does");
	if (has[MUSL_DLOPEN])
		return tell(c, LW_LEVEL_NOTE, err, "is static with musl and calls dlopen, which always fails there");
	return true;
}

static bool dynamic_elf(struct lw_checking *c, struct lw_error *err) {
	const struct lw_graph *g = c->g;
	const struct lw_spot at = {.off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	if (g->image->interp != NULL)
		LW_TRY(lw_found(c, at, err, "is not static: the kernel starts it with the interpreter %s",
				g->image->interp));
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct lw_edge *e = &g->edges[i];
		const struct lw_spot need = {.off = e->off == 0 ? LW_NO_OFFSET : e->off, .level = LW_LEVEL_OF_RULE};
		if (e->from == 0)
			LW_TRY(lw_found(c, need, err, "is not static: it needs %s", e->name));
	}
	return true;
}

/* There is no program without any library there: what counts is that only the system's own are needed. */
static bool other_system(struct lw_checking *c, const char *system, struct lw_error *err) {
	const struct lw_graph *g = c->g;
	bool any = false;
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct lw_edge *e = &g->edges[i];
		const struct lw_object *to = e->to < g->n_objects ? &g->objects[e->to] : NULL;
		const struct lw_spot at = {.off = e->off == 0 ? LW_NO_OFFSET : e->off, .level = LW_LEVEL_OF_RULE};
		if (e->from != 0 || to == NULL || to->origin == LW_ORIGIN_SYSTEM)
			continue;
		any = true;
		LW_TRY(lw_found(c, at, err, "needs %s, which is no part of %s", e->name, system));
	}
	const struct lw_spot at = {.off = LW_NO_OFFSET, .level = LW_LEVEL_NOTE};
	return any ||
		lw_found(c, at, err, "needs only what %s itself has: no program there is more static than that",
			 system);
}

bool lw_rule_claim_static(struct lw_checking *c, struct lw_error *err) {
	if (c->g->image->format == LW_FORMAT_MACHO)
		return other_system(c, "macOS", err);
	if (c->g->image->format == LW_FORMAT_PE)
		return other_system(c, "Windows", err);
	return c->g->is_static ? static_elf(c, err) : dynamic_elf(c, err);
}
