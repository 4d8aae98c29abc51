/* SPDX-License-Identifier: Apache-2.0 */
#include "process/linkmap.h"

#include <string.h>

#include "base/fail.h"
#include "bytes/record.h"

#define MOST_LINKS 100000u
#define MOST_NAMESPACES 64u /* glibc has 16 (DL_NNS) */
#define LONGEST_NAME 4096u
#define PAGE 4096u

#define FIELD(host, member, off32, size32, off64, size64) \
	{ #member, offsetof(struct host, member), off32, size32, off64, size64 }

static const struct lw_field debug_fields[] = {
	FIELD(lw_raw_debug, r_version, 0, 4, 0, 4),
	FIELD(lw_raw_debug, r_map, 4, 4, 8, 8),
	FIELD(lw_raw_debug, r_state, 12, 4, 24, 4),
};
/* r_debug_extended: one more pointer behind r_ldbase. */
static const struct lw_field extended_fields[] = {
	FIELD(lw_raw_debug, r_next, 20, 4, 40, 8),
};
static const struct lw_field link_fields[] = {
	FIELD(lw_raw_link, l_addr, 0, 4, 0, 8),   FIELD(lw_raw_link, l_name, 4, 4, 8, 8),
	FIELD(lw_raw_link, l_ld, 8, 4, 16, 8),    FIELD(lw_raw_link, l_next, 12, 4, 24, 8),
	FIELD(lw_raw_link, l_prev, 16, 4, 32, 8),
};

static const struct lw_field aux_fields[] = {
	FIELD(lw_raw_aux, a_type, 0, 4, 0, 8),
	FIELD(lw_raw_aux, a_val, 4, 4, 8, 8),
};

const struct lw_record lw_rec_debug = {"r_debug", 20, 40, 3, debug_fields};
const struct lw_record lw_rec_debug_extended = {"r_debug_extended", 24, 48, 1, extended_fields};
const struct lw_record lw_rec_link = {"link_map", 20, 40, 5, link_fields};
const struct lw_record lw_rec_aux = {"auxv entry", 8, 16, 2, aux_fields};

bool lw_memory_read(const struct lw_source *memory, uint64_t addr, void *buf, uint64_t n) {
	int sys;
	return lw_range_fits(addr, n, memory->size) && memory->ops->read(memory, addr, buf, n, &sys) == (int64_t)n;
}

static bool record(const struct lw_source *memory, const struct lw_record *r, uint64_t addr, struct lw_layout layout,
		   void *host) {
	uint8_t bytes[64];
	const uint64_t n = lw_record_size(r, layout.is64);
	return n <= sizeof bytes && lw_memory_read(memory, addr, bytes, n) &&
		lw_record_get(r, (struct lw_span){bytes, n}, 0, layout.is64, layout.big, host);
}

/* Page by page: what lies behind the string's page may not be mapped. */
bool lw_memory_text(const struct lw_source *memory, uint64_t addr, struct lw_arena *a, const char **out,
		    struct lw_error *err) {
	char text[LONGEST_NAME];
	size_t n = 0;
	*out = NULL;
	while (n < sizeof text) {
		uint64_t step = PAGE - (addr + n) % PAGE;
		if (step > sizeof text - n)
			step = sizeof text - n;
		if (!lw_memory_read(memory, addr + n, text + n, step))
			return true;
		if (memchr(text + n, '\0', (size_t)step) != NULL) {
			*out = lw_strdup(a, text, err);
			return *out != NULL;
		}
		n += (size_t)step;
	}
	return true;
}

static bool chain(const struct lw_source *memory, uint64_t first, uint32_t ns, struct lw_layout layout,
		  struct lw_arena *a, struct lw_links *out, struct lw_error *err) {
	uint64_t before = 0;
	for (uint64_t at = first; at != 0;) {
		struct lw_raw_link raw;
		const char *name = NULL;
		/* The way back has to be right too: so no chain is a ring, and none leads from one list to another. */
		if (out->n >= MOST_LINKS || !record(memory, &lw_rec_link, at, layout, &raw) || raw.l_prev != before) {
			out->cut = true;
			return true;
		}
		LW_TRY(raw.l_name == 0 || lw_memory_text(memory, raw.l_name, a, &name, err));
		struct lw_link *link = lw_vec_add(a, out, err);
		if (link == NULL)
			return false;
		*link = (struct lw_link){
			.addr = raw.l_addr, .ld = raw.l_ld, .name = name == NULL ? "" : name, .ns = ns};
		out->cut = out->cut || (name == NULL && raw.l_name != 0);
		before = at;
		at = raw.l_next;
	}
	return true;
}

bool lw_links_read(const struct lw_source *memory, uint64_t r_debug, struct lw_layout layout, struct lw_arena *a,
		   struct lw_links *out, struct lw_error *err) {
	*out = (struct lw_links){0};
	for (uint64_t at = r_debug; at != 0; out->n_ns++) {
		struct lw_raw_debug raw = {0};
		if (out->n_ns >= MOST_NAMESPACES || !record(memory, &lw_rec_debug, at, layout, &raw)) {
			out->cut = true;
			return true;
		}
		out->busy = out->busy || raw.r_state != 0;
		LW_TRY(chain(memory, raw.r_map, out->n_ns, layout, a, out, err));
		uint64_t next = 0;
		if (raw.r_version >= 2) {
			struct lw_raw_debug more = {0};
			out->knows_namespaces = true;
			out->cut = !record(memory, &lw_rec_debug_extended, at, layout, &more) || out->cut;
			next = more.r_next;
		}
		at = next;
	}
	return true;
}
