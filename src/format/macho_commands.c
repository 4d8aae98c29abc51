/* SPDX-License-Identifier: Apache-2.0 */
/* What each load command tells (Apple's mach-o/loader.h). Those that are not in the table tell nothing about libraries.
 */
#include "format/macho_reader.h"

#include "base/fail.h"
#include "names/macho_numbers.h"

typedef bool take(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err);

/* Fixed parts are as long as the row of the command says; so decoding them cannot fail. */
static bool decode(const struct lw_macho_reader *r, const struct lw_macho_command *c, const struct lw_record *rec,
		   void *host) {
	return lw_record_get(rec, lw_macho_command_bytes(r, c), 0, r->is64, r->big, host);
}

static bool string_of(const struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_entry_text *out,
		      struct lw_error *err) {
	struct lw_raw_string s;
	*out = (struct lw_entry_text){NULL, c->off};
	LW_TRY(decode(r, c, &lw_rec_string, &s));
	return lw_macho_text(r, c, s.offset, &out->text, err);
}

/* Commands that may come several times make a list, in the order of the file. */
static struct lw_macho_texts *list_of(struct lw_macho_reader *r, uint32_t cmd) {
	switch (cmd) {
	case LC_RPATH:
		return &r->lists.rpaths;
	case LC_DYLD_ENVIRONMENT:
		return &r->lists.environment;
	case LC_SUB_CLIENT:
		return &r->lists.clients;
	case LC_SUB_UMBRELLA:
		return &r->lists.sub_umbrellas;
	default:
		return &r->lists.sub_libraries;
	}
}

static bool take_listed(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) {
	struct lw_entry_text text;
	LW_TRY(string_of(r, c, &text, err));
	struct lw_entry_text *slot = lw_vec_add(r->a, list_of(r, c->cmd), err);
	if (slot == NULL)
		return false;
	*slot = text;
	return true;
}

/* The first of the others counts. */
static bool take_string(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) {
	struct lw_entry_text text;
	struct lw_entry_text *slot = c->cmd == LC_SUB_FRAMEWORK ? &r->macho->umbrella : &r->macho->dylinker;
	LW_TRY(string_of(r, c, &text, err));
	if (slot->text == NULL)
		*slot = text;
	return true;
}

static bool take_uuid(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) {
	(void)err;
	struct lw_span s;
	LW_TRY(lw_span_cut(lw_macho_command_bytes(r, c), 8, 16, &s));
	if (r->img->build_id == NULL) {
		r->img->build_id = s.ptr;
		r->img->n_build_id = (uint32_t)s.len;
	}
	return true;
}

static bool take_source_version(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) {
	(void)err;
	struct lw_raw_source_version v;
	LW_TRY(decode(r, c, &lw_rec_source_version, &v));
	r->macho->has_source_version = true;
	r->macho->source_version = v.version;
	return true;
}

static bool take_encryption(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) {
	(void)err;
	struct lw_raw_encryption e;
	LW_TRY(decode(r, c, &lw_rec_encryption, &e));
	r->macho->has_encryption = true;
	r->macho->cryptid = (uint32_t)e.cryptid;
	return true;
}

static bool take_entry(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) {
	(void)err;
	r->macho->has_main |= c->cmd == LC_MAIN;
	r->macho->has_unixthread |= c->cmd == LC_UNIXTHREAD;
	return true;
}

static bool take_linkedit(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) {
	struct lw_raw_linkedit e;
	LW_TRY(decode(r, c, &lw_rec_linkedit, &e));
	struct lw_macho_part unused, *out = &r->macho->signature.part;
	if (c->cmd == LC_CODE_SIGNATURE && out->size != 0)
		out = &unused; /* the first counts */
	if (c->cmd == LC_DYLD_EXPORTS_TRIE)
		out = &r->macho->exports;
	if (c->cmd == LC_DYLD_CHAINED_FIXUPS)
		out = &r->macho->chained;
	r->macho->has_chained_fixups |= c->cmd == LC_DYLD_CHAINED_FIXUPS;
	return lw_macho_place(r, lw_macho_command_words(c), c->off, e.dataoff, e.datasize, out, err);
}

static bool take_dyld_info(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) {
	struct lw_raw_dyld_info d;
	struct lw_macho *m = r->macho;
	LW_TRY(decode(r, c, &lw_rec_dyld_info, &d));
	const struct {
		const char *who;
		uint64_t off, size;
		struct lw_macho_part *out;
	} parts[] = {
		{"what is to be bound", d.bind_off, d.bind_size, &m->binds},
		{"what is to be bound weakly", d.weak_bind_off, d.weak_bind_size, &m->weak_binds},
		{"what is to be bound lazily", d.lazy_bind_off, d.lazy_bind_size, &m->lazy_binds},
		{"the trie of exported symbols", d.export_off, d.export_size, &m->exports},
	};
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (parts[i].size != 0)
			LW_TRY(lw_macho_place(r, parts[i].who, c->off, parts[i].off, parts[i].size, parts[i].out, err));
	return true;
}

static bool take_symtab(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) {
	struct lw_raw_symtab t;
	LW_TRY(decode(r, c, &lw_rec_symtab, &t));
	const uint64_t size = t.nsyms * lw_record_size(&lw_rec_nlist, r->is64);
	if (size != 0)
		LW_TRY(lw_macho_place(r, "the symbol table", c->off, t.symoff, size, &r->macho->symbols, err));
	return t.strsize == 0 ||
		lw_macho_place(r, "the string table", c->off, t.stroff, t.strsize, &r->macho->strings, err);
}

static bool take_dysymtab(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) {
	(void)err;
	struct lw_raw_dysymtab t;
	LW_TRY(decode(r, c, &lw_rec_dysymtab, &t));
	r->macho->has_dysymtab = true;
	r->macho->first_defined = (uint32_t)t.iextdefsym;
	r->macho->n_defined = (uint32_t)t.nextdefsym;
	r->macho->first_undefined = (uint32_t)t.iundefsym;
	r->macho->n_undefined = (uint32_t)t.nundefsym;
	return true;
}

/* The command, how long it is at least, and what is done with it. */
static const struct row {
	uint32_t cmd, least;
	take *take;
} rows[] = {
	{LC_SEGMENT, 56, lw_macho_take_segment},
	{LC_SEGMENT_64, 72, lw_macho_take_segment},
	{LC_SYMTAB, 24, take_symtab},
	{LC_DYSYMTAB, 80, take_dysymtab},
	{LC_LOAD_DYLIB, 24, lw_macho_take_dylib},
	{LC_LOAD_WEAK_DYLIB, 24, lw_macho_take_dylib},
	{LC_REEXPORT_DYLIB, 24, lw_macho_take_dylib},
	{LC_LOAD_UPWARD_DYLIB, 24, lw_macho_take_dylib},
	{LC_LAZY_LOAD_DYLIB, 24, lw_macho_take_dylib},
	{LC_ID_DYLIB, 24, lw_macho_take_id},
	{LC_LOAD_DYLINKER, 12, take_string},
	{LC_ID_DYLINKER, 12, take_string},
	{LC_DYLD_ENVIRONMENT, 12, take_listed},
	{LC_RPATH, 12, take_listed},
	{LC_SUB_FRAMEWORK, 12, take_string},
	{LC_SUB_UMBRELLA, 12, take_listed},
	{LC_SUB_CLIENT, 12, take_listed},
	{LC_SUB_LIBRARY, 12, take_listed},
	{LC_UUID, 24, take_uuid},
	{LC_BUILD_VERSION, 24, lw_macho_take_build},
	{LC_VERSION_MIN_MACOSX, 16, lw_macho_take_version_min},
	{LC_VERSION_MIN_IPHONEOS, 16, lw_macho_take_version_min},
	{LC_VERSION_MIN_TVOS, 16, lw_macho_take_version_min},
	{LC_VERSION_MIN_WATCHOS, 16, lw_macho_take_version_min},
	{LC_SOURCE_VERSION, 16, take_source_version},
	{LC_ENCRYPTION_INFO, 20, take_encryption},
	{LC_ENCRYPTION_INFO_64, 20, take_encryption},
	{LC_MAIN, 24, take_entry},
	{LC_UNIXTHREAD, 8, take_entry},
	{LC_CODE_SIGNATURE, 16, take_linkedit},
	{LC_DYLD_EXPORTS_TRIE, 16, take_linkedit},
	{LC_DYLD_CHAINED_FIXUPS, 16, take_linkedit},
	{LC_DYLD_INFO, 48, take_dyld_info},
	{LC_DYLD_INFO_ONLY, 48, take_dyld_info},
};

bool lw_macho_take_command(struct lw_macho_reader *r, const struct lw_macho_command *c, struct lw_error *err) {
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (rows[i].cmd != c->cmd)
			continue;
		if (c->size < rows[i].least)
			return lw_fail_at(err, LW_E_MALFORMED, c->off, "%s has %lu bytes, and %lu belong to it",
					  lw_macho_command_words(c), (unsigned long)c->size,
					  (unsigned long)rows[i].least);
		return rows[i].take(r, c, err);
	}
	return true;
}
