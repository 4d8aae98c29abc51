/* SPDX-License-Identifier: Apache-2.0 */
/* Segments and their sections. */
#include "format/macho_reader.h"

#include <string.h>

#include "base/fail.h"
#include "names/macho_numbers.h"

#define LONGEST_NAME 16
#define SECTION_TYPE 0xffu
#define S_GB_ZEROFILL 12u
#define S_THREAD_LOCAL_ZEROFILL 18u

/* Sixteen bytes need no NUL. */
static bool short_name(struct lw_macho_reader *r, struct lw_span cmd, uint64_t at, const char **out,
		       struct lw_error *err) {
	struct lw_span s;
	LW_TRY(lw_span_cut(cmd, at, LONGEST_NAME, &s));
	*out = lw_span_cstr(s, 0);
	if (*out == NULL)
		*out = lw_strndup(r->a, (const char *)s.ptr, LONGEST_NAME, err);
	return *out != NULL;
}

static bool has_no_bytes(uint64_t flags) {
	const uint64_t type = flags & SECTION_TYPE;
	return type == S_ZEROFILL || type == S_GB_ZEROFILL || type == S_THREAD_LOCAL_ZEROFILL;
}

static bool read_section(struct lw_macho_reader *r, struct lw_span cmd, uint64_t at, bool is64, struct lw_error *err) {
	struct lw_raw_section raw;
	const char *name, *segment;
	LW_TRY(lw_record_get(&lw_rec_section, (struct lw_span){cmd.ptr, cmd.len}, at, is64, r->big, &raw));
	LW_TRY(short_name(r, cmd, at, &name, err) && short_name(r, cmd, at + LONGEST_NAME, &segment, err));
	struct lw_macho_section *s = lw_vec_add(r->a, &r->lists.sections, err);
	if (s == NULL)
		return false;
	*s = (struct lw_macho_section){.name = name,
				       .segment = segment,
				       .addr = raw.addr,
				       .size = raw.size,
				       .off = has_no_bytes(raw.flags) || raw.offset == 0 ? 0 : r->base + raw.offset,
				       .align = (uint32_t)raw.align,
				       .flags = (uint32_t)raw.flags};
	/* dyld mach_o/Header.cpp, isRestricted. */
	r->macho->restricted |= strcmp(segment, "__RESTRICT") == 0 && strcmp(name, "__restrict") == 0;
	return true;
}

/* Of a file that nobody loads (a dSYM, a stub) segments keep places that it does not have. */
static bool is_loaded(const struct lw_macho_reader *r) {
	switch (r->macho->header.filetype) {
	case MH_EXECUTE:
	case MH_DYLIB:
	case MH_BUNDLE:
	case MH_DYLINKER:
		return true;
	default:
		return false;
	}
}

static bool check_place(const struct lw_macho_reader *r, const struct lw_macho_segment *s,
			const struct lw_raw_segment *raw, struct lw_error *err) {
	if (!is_loaded(r) || raw->filesize == 0 || lw_range_fits(raw->fileoff, raw->filesize, r->size))
		return true;
	return lw_fail_at(err, LW_E_TRUNCATED, s->cmd_off,
			  "segment %.16s lies at %#llx with %#llx bytes, past the end of the %s (%#llx)", s->name,
			  (unsigned long long)raw->fileoff, (unsigned long long)raw->filesize,
			  r->base == 0 && r->size == r->src->size ? "file" : "slice", (unsigned long long)r->size);
}

static bool read_sections(struct lw_macho_reader *r, const struct lw_macho_command *c, uint64_t n, bool is64,
			  struct lw_error *err) {
	const struct lw_span cmd = lw_macho_command_bytes(r, c);
	const uint64_t first = lw_record_size(&lw_rec_segment, is64), size = lw_record_size(&lw_rec_section, is64);
	const uint64_t room = (c->size - first) / size;
	if (n > room)
		return lw_fail_at(err, LW_E_MALFORMED, c->off, "%s tells of %llu sections and has room for %llu",
				  lw_macho_command_words(c), (unsigned long long)n, (unsigned long long)room);
	for (uint64_t i = 0; i < n; i++)
		LW_TRY(read_section(r, cmd, first + i * size, is64, err));
	return true;
}

/* The form goes by the command, not by the header. */
bool lw_macho_take_segment(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) {
	const bool is64 = c->cmd == LC_SEGMENT_64;
	const struct lw_span cmd = lw_macho_command_bytes(r, c);
	struct lw_raw_segment raw;
	const char *name;
	LW_TRY(lw_record_get(&lw_rec_segment, cmd, 0, is64, r->big, &raw) && short_name(r, cmd, 8, &name, err));
	struct lw_macho_segment *s = lw_vec_add(r->a, &r->lists.segments, err);
	if (s == NULL)
		return false;
	*s = (struct lw_macho_segment){.name = name,
				       .addr = raw.vmaddr,
				       .size = raw.vmsize,
				       .off = r->base + raw.fileoff,
				       .file_size = raw.filesize,
				       .max_prot = (uint32_t)raw.maxprot,
				       .init_prot = (uint32_t)raw.initprot,
				       .flags = (uint32_t)raw.flags,
				       .first_section = r->lists.sections.n,
				       .cmd_off = c->off};
	const bool ok = read_sections(r, c, raw.nsects, is64, err);
	s->n_sections = r->lists.sections.n - s->first_section;
	return ok && check_place(r, s, &raw, err);
}
