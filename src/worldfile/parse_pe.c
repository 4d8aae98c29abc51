/* SPDX-License-Identifier: Apache-2.0 */
/* Lines about a PE file. */
#include <string.h>

#include "base/fail.h"
#include "names/pe_names.h"
#include "names/pe_numbers.h"
#include "worldfile/parse.h"

static const struct {
	const char *word;
	uint16_t machine;
} machines[] = {{"x86_64", LW_PE_MACHINE_AMD64}, {"i386", LW_PE_MACHINE_I386}, {"aarch64", LW_PE_MACHINE_ARM64}};

void lw_world_pe_begin(struct lw_world_reading *r, const char *path) {
	const char *slash = strrchr(path, '/');
	r->pe = (struct lw_pe_desc){.machine = LW_PE_MACHINE_AMD64, .name = slash == NULL ? path : slash + 1};
}

static bool machine_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++)
		if (strcmp(w->at[1], machines[i].word) == 0) {
			r->pe.machine = machines[i].machine;
			return true;
		}
	uint64_t v;
	if (w->at[1][0] == '0') {
		LW_TRY(lw_world_number(w->at[1], UINT16_MAX, &v, err));
		r->pe.machine = (uint16_t)v;
		return true;
	}
	return lw_pe_machine_of_name(w->at[1], &r->pe.machine) ||
		lw_fail(err, LW_E_MALFORMED, "%s is no machine of PE", w->at[1]);
}

static const char *const something[] = {"f"};

/* `import DLL [SYMBOL…]`, `delay DLL [SYMBOL…]` */
static bool wish_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	const bool any = w->n > 2;
	uint64_t ordinal;
	for (unsigned i = 2; i < w->n; i++)
		if (lw_pe_is_ordinal(w->at[i]))
			LW_TRY(lw_world_number(w->at[i] + 1, UINT16_MAX, &ordinal, err));
	struct lw_pe_wish *wish = lw_vec_add(r->a, &r->pe.wishes, err);
	if (wish == NULL)
		return false;
	*wish = (struct lw_pe_wish){w->at[1], strcmp(w->at[0], "delay") == 0, any ? w->at + 2 : something,
				    any ? w->n - 2 : 1};
	return true;
}

static bool offer(struct lw_world_reading *r, const char *name, const char *forward, struct lw_error *err) {
	struct lw_pe_offer *o = lw_vec_add(r->a, &r->pe.offers, err);
	if (o == NULL)
		return false;
	*o = (struct lw_pe_offer){name, forward};
	return true;
}

static bool is_offer(const char *word, struct lw_error *err) {
	uint64_t ordinal;
	return !lw_pe_is_ordinal(word) || lw_world_number(word + 1, UINT16_MAX, &ordinal, err);
}

static bool export_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	for (unsigned i = 1; i < w->n; i++)
		LW_TRY(is_offer(w->at[i], err) && offer(r, w->at[i], NULL, err));
	return true;
}

static bool forward_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	if (w->n != 3 || strchr(w->at[2], '.') == NULL)
		return lw_fail(err, LW_E_MALFORMED, "a forwarder is written: forward SYMBOL MODULE.NAME");
	return is_offer(w->at[1], err) && offer(r, w->at[1], w->at[2], err);
}

static bool flags_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	uint64_t v;
	LW_TRY(lw_world_number(w->at[1], UINT16_MAX, &v, err));
	r->pe.has_load_flags = true;
	r->pe.load_flags = (uint16_t)v;
	return true;
}

static bool manifest_id_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	uint64_t v;
	LW_TRY(lw_world_number(w->at[1], UINT16_MAX, &v, err));
	r->pe.manifest_id = (uint16_t)v;
	return true;
}

static bool manifest_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	const char **line = lw_vec_add(r->a, &r->pe.manifest, err);
	if (line == NULL)
		return false;
	*line = w->at[1];
	return w->n == 2 || lw_fail(err, LW_E_MALFORMED, "a line of a manifest stands in quotes");
}

static bool manifest_hex_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	return lw_world_hex(r->a, w, 1, &r->pe.manifest_bytes, err);
}

static const struct {
	const char *word;
	bool (*fn)(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err);
} lines[] = {
	{"machine", machine_line},
	{"import", wish_line},
	{"delay", wish_line},
	{"export", export_line},
	{"forward", forward_line},
	{"load-flags", flags_line},
	{"manifest", manifest_line},
	{"manifest-id", manifest_id_line},
	{"manifest-hex", manifest_hex_line},
};

bool lw_world_pe_line(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	if (strcmp(w->at[0], "program") == 0) {
		r->pe.program = true;
		r->node->mode = 0755;
		return true;
	}
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		if (strcmp(lines[i].word, w->at[0]) != 0)
			continue;
		return w->n > 1 ? lines[i].fn(r, w, err) : lw_fail(err, LW_E_MALFORMED, "%s lacks its value", w->at[0]);
	}
	return lw_fail(err, LW_E_MALFORMED, "%s is no line about a pe", w->at[0]);
}

/* What is imported without a symbol is to be found. */
bool lw_world_pe_end(struct lw_world_reading *r, struct lw_error *err) {
	if (!r->pe.program && r->pe.offers.n == 0)
		LW_TRY(offer(r, something[0], NULL, err));
	return lw_pe_build(&r->pe, r->a, &r->node->bytes, err);
}
