/* SPDX-License-Identifier: Apache-2.0 */
/* The table of load commands with their fields (Apple's mach-o/loader.h), and what is said of them. The widths and the
 * remarks are those of otool (cctools otool/ofile_print.c, LLVM's llvm-otool). */
#include "format/macho_tell.h"

#include <string.h>

#include "base/fail.h"
#include "names/macho_names.h"
#include "names/macho_numbers.h"

/* How a number can be wrong; END and SYMBOLS count from the field before it. */
enum check {
	ANY,
	OFFSET,       /* into the slice */
	END,          /* so many items behind the offset */
	FIRST_SYMBOL, /* of the symbol table */
	SYMBOLS,
};

struct row {
	const char *name;
	uint8_t off32, size32, off64, size64;
	enum lw_macho_shape shape;
	enum check check;
	uint8_t item32, item64; /* size of one item */
};

/* Name, offset, size, and what it is; the second form is for records that differ between 32 and 64 bits. */
#define F(name, off, size, shape) \
	{ name, off, size, off, size, LW_SHAPE_##shape, ANY, 1, 1 }
#define OFF(name, off) \
	{ name, off, 4, off, 4, LW_SHAPE_NUMBER, OFFSET, 1, 1 }
#define LEN(name, off, i32, i64) \
	{ name, off, 4, off, 4, LW_SHAPE_NUMBER, END, i32, i64 }
#define G(name, o32, s32, o64, s64, shape, check) \
	{ name, o32, s32, o64, s64, LW_SHAPE_##shape, check, 1, 1 }

static const struct row segment[] = {
	G("segname", 8, 16, 8, 16, TEXT, ANY),     G("vmaddr", 24, 4, 24, 8, ADDRESS, ANY),
	G("vmsize", 28, 4, 32, 8, ADDRESS, ANY),   G("fileoff", 32, 4, 40, 8, NUMBER, OFFSET),
	G("filesize", 36, 4, 48, 8, NUMBER, END),  G("maxprot", 40, 4, 56, 4, ADDRESS, ANY),
	G("initprot", 44, 4, 60, 4, ADDRESS, ANY), G("nsects", 48, 4, 64, 4, NUMBER, ANY),
	G("flags", 52, 4, 68, 4, FLAGS, ANY),
};
static const struct row section[] = {
	G("sectname", 0, 16, 0, 16, TEXT, ANY),    G("segname", 16, 16, 16, 16, TEXT, ANY),
	G("addr", 32, 4, 32, 8, ADDRESS, ANY),     G("size", 36, 4, 40, 8, ADDRESS, ANY),
	G("offset", 40, 4, 48, 4, NUMBER, OFFSET), G("align", 44, 4, 52, 4, ALIGN, ANY),
	G("reloff", 48, 4, 56, 4, NUMBER, OFFSET), {"nreloc", 52, 4, 60, 4, LW_SHAPE_NUMBER, END, 8, 8},
	G("flags", 56, 4, 64, 4, ADDRESS, ANY),    G("reserved1", 60, 4, 68, 4, NUMBER, ANY),
	G("reserved2", 64, 4, 72, 4, NUMBER, ANY),
};
static const struct row symtab[] = {OFF("symoff", 8), LEN("nsyms", 12, 12, 16), OFF("stroff", 16),
				    LEN("strsize", 20, 1, 1)};
#define SYMBOL(name, off, check) \
	{ name, off, 4, off, 4, LW_SHAPE_NUMBER, check, 1, 1 }
static const struct row dysymtab[] = {
	SYMBOL("ilocalsym", 8, FIRST_SYMBOL),
	SYMBOL("nlocalsym", 12, SYMBOLS),
	SYMBOL("iextdefsym", 16, FIRST_SYMBOL),
	SYMBOL("nextdefsym", 20, SYMBOLS),
	SYMBOL("iundefsym", 24, FIRST_SYMBOL),
	SYMBOL("nundefsym", 28, SYMBOLS),
	OFF("tocoff", 32),
	LEN("ntoc", 36, 8, 8),
	OFF("modtaboff", 40),
	LEN("nmodtab", 44, 52, 56),
	OFF("extrefsymoff", 48),
	LEN("nextrefsyms", 52, 4, 4),
	OFF("indirectsymoff", 56),
	LEN("nindirectsyms", 60, 4, 4),
	OFF("extreloff", 64),
	LEN("nextrel", 68, 8, 8),
	OFF("locreloff", 72),
	LEN("nlocrel", 76, 8, 8),
};
static const struct row dyld_info[] = {
	OFF("rebase_off", 8),         LEN("rebase_size", 12, 1, 1),    OFF("bind_off", 16),
	LEN("bind_size", 20, 1, 1),   OFF("weak_bind_off", 24),        LEN("weak_bind_size", 28, 1, 1),
	OFF("lazy_bind_off", 32),     LEN("lazy_bind_size", 36, 1, 1), OFF("export_off", 40),
	LEN("export_size", 44, 1, 1),
};
static const struct row linkedit[] = {OFF("dataoff", 8), LEN("datasize", 12, 1, 1)};
static const struct row name[] = {F("name", 8, 4, STRING)}, path[] = {F("path", 8, 4, STRING)},
			umbrella[] = {F("umbrella", 8, 4, STRING)}, sub_umbrella[] = {F("sub_umbrella", 8, 4, STRING)},
			sub_library[] = {F("sub_library", 8, 4, STRING)}, client[] = {F("client", 8, 4, STRING)};
static const struct row dylib[] = {F("name", 8, 4, STRING), F("time stamp", 12, 4, TIME),
				   F("      current version", 16, 4, DYLIB_VERSION),
				   F("compatibility version", 20, 4, DYLIB_VERSION)};
static const struct row uuid[] = {F("uuid", 8, 16, UUID)};
static const struct row version_min[] = {F("version", 8, 4, VERSION), F("sdk", 12, 4, SDK)};
static const struct row note[] = {F("data_owner", 8, 16, TEXT), F("offset", 24, 8, NUMBER), F("size", 32, 8, NUMBER)};
static const struct row build[] = {F("platform", 8, 4, PLATFORM), F("sdk", 16, 4, SDK), F("minos", 12, 4, VERSION),
				   F("ntools", 20, 4, NUMBER)};
static const struct row tool[] = {F("tool", 0, 4, TOOL), F("version", 4, 4, VERSION)};
static const struct row source[] = {F("version", 8, 8, SOURCE_VERSION)};
static const struct row entry[] = {F("entryoff", 8, 8, NUMBER), F("stacksize", 16, 8, NUMBER)};
static const struct row encryption[] = {OFF("cryptoff", 8), OFF("cryptsize", 12), F("cryptid", 16, 4, NUMBER)};
static const struct row encryption_64[] = {OFF("cryptoff", 8), OFF("cryptsize", 12), F("cryptid", 16, 4, NUMBER),
					   F("pad", 20, 4, NUMBER)};
static const struct row option[] = {F("count", 8, 4, NUMBER)};
static const struct row routines[] = {
	F("init_address", 8, 4, ADDRESS), F("init_module", 12, 4, NUMBER), F("reserved1", 16, 4, NUMBER),
	F("reserved2", 20, 4, NUMBER),    F("reserved3", 24, 4, NUMBER),   F("reserved4", 28, 4, NUMBER),
	F("reserved5", 32, 4, NUMBER),    F("reserved6", 36, 4, NUMBER),
};
static const struct row routines_64[] = {
	F("init_address", 8, 8, ADDRESS), F("init_module", 16, 8, NUMBER), F("reserved1", 24, 8, NUMBER),
	F("reserved2", 32, 8, NUMBER),    F("reserved3", 40, 8, NUMBER),   F("reserved4", 48, 8, NUMBER),
	F("reserved5", 56, 8, NUMBER),    F("reserved6", 64, 8, NUMBER),
};

struct teller;
typedef bool more(struct teller *t, struct lw_error *err);
static bool sections(struct teller *t, struct lw_error *err);
static bool tools(struct teller *t, struct lw_error *err);
static bool options(struct teller *t, struct lw_error *err);
static bool threads(struct teller *t, struct lw_error *err);

enum size_rule { AT_LEAST, EXACT };

/* The command, the width of its names, the size of its fixed part, its fields, and what comes behind them. */
static const struct command {
	uint32_t cmd;
	uint8_t width, size;
	enum size_rule rule;
	const struct row *rows;
	uint8_t n;
	more *more;
} commands[] = {
#define C(cmd, width, size, rule, rows, more) \
	{ cmd, width, size, rule, rows, sizeof rows / sizeof rows[0], more }
	C(LC_SEGMENT, 9, 56, EXACT, segment, sections),
	C(LC_SEGMENT_64, 9, 72, EXACT, segment, sections),
	C(LC_SYMTAB, 8, 24, EXACT, symtab, NULL),
	C(LC_DYSYMTAB, 15, 80, EXACT, dysymtab, NULL),
	C(LC_DYLD_INFO, 15, 48, EXACT, dyld_info, NULL),
	C(LC_DYLD_INFO_ONLY, 15, 48, EXACT, dyld_info, NULL),
	C(LC_ID_DYLINKER, 13, 12, AT_LEAST, name, NULL),
	C(LC_LOAD_DYLINKER, 13, 12, AT_LEAST, name, NULL),
	C(LC_DYLD_ENVIRONMENT, 13, 12, AT_LEAST, name, NULL),
	C(LC_UUID, 8, 24, EXACT, uuid, NULL),
	C(LC_RPATH, 13, 12, AT_LEAST, path, NULL),
	C(LC_VERSION_MIN_MACOSX, 9, 16, EXACT, version_min, NULL),
	C(LC_VERSION_MIN_IPHONEOS, 9, 16, EXACT, version_min, NULL),
	C(LC_VERSION_MIN_TVOS, 9, 16, EXACT, version_min, NULL),
	C(LC_VERSION_MIN_WATCHOS, 9, 16, EXACT, version_min, NULL),
	C(LC_NOTE, 10, 40, EXACT, note, NULL),
	C(LC_BUILD_VERSION, 10, 24, EXACT, build, tools),
	C(LC_SOURCE_VERSION, 9, 16, EXACT, source, NULL),
	C(LC_MAIN, 10, 24, EXACT, entry, NULL),
	C(LC_ENCRYPTION_INFO, 13, 20, EXACT, encryption, NULL),
	C(LC_ENCRYPTION_INFO_64, 13, 24, EXACT, encryption_64, NULL),
	C(LC_LINKER_OPTION, 8, 12, AT_LEAST, option, options),
	C(LC_SUB_FRAMEWORK, 13, 12, AT_LEAST, umbrella, NULL),
	C(LC_SUB_UMBRELLA, 13, 12, AT_LEAST, sub_umbrella, NULL),
	C(LC_SUB_LIBRARY, 13, 12, AT_LEAST, sub_library, NULL),
	C(LC_SUB_CLIENT, 13, 12, AT_LEAST, client, NULL),
	C(LC_ROUTINES, 13, 40, EXACT, routines, NULL),
	C(LC_ROUTINES_64, 13, 72, EXACT, routines_64, NULL),
	{LC_THREAD, 11, 16, AT_LEAST, NULL, 0, threads},
	{LC_UNIXTHREAD, 11, 16, AT_LEAST, NULL, 0, threads},
	C(LC_ID_DYLIB, 13, 24, AT_LEAST, dylib, NULL),
	C(LC_LOAD_DYLIB, 13, 24, AT_LEAST, dylib, NULL),
	C(LC_LOAD_WEAK_DYLIB, 13, 24, AT_LEAST, dylib, NULL),
	C(LC_REEXPORT_DYLIB, 13, 24, AT_LEAST, dylib, NULL),
	C(LC_LAZY_LOAD_DYLIB, 13, 24, AT_LEAST, dylib, NULL),
	C(LC_LOAD_UPWARD_DYLIB, 13, 24, AT_LEAST, dylib, NULL),
	C(LC_CODE_SIGNATURE, 9, 16, EXACT, linkedit, NULL),
	C(LC_SEGMENT_SPLIT_INFO, 9, 16, EXACT, linkedit, NULL),
	C(LC_FUNCTION_STARTS, 9, 16, EXACT, linkedit, NULL),
	C(LC_DATA_IN_CODE, 9, 16, EXACT, linkedit, NULL),
	C(LC_DYLIB_CODE_SIGN_DRS, 9, 16, EXACT, linkedit, NULL),
	C(LC_LINKER_OPTIMIZATION_HINT, 9, 16, EXACT, linkedit, NULL),
	C(LC_DYLD_EXPORTS_TRIE, 9, 16, EXACT, linkedit, NULL),
	C(LC_DYLD_CHAINED_FIXUPS, 9, 16, EXACT, linkedit, NULL),
#undef C
};

struct teller {
	const struct lw_image *img;
	struct lw_macho_fields out;
	struct lw_span bytes;          /* of the command */
	bool is64;                     /* which form its records have */
	const struct command *command; /* NULL: not in the table */
	uint64_t n_symbols;
};

bool lw_macho_add_field(struct lw_macho_fields *to, struct lw_macho_field f, struct lw_error *err) {
	struct lw_macho_field *slot = lw_vec_add(to->a, &to->list, err);
	if (slot != NULL)
		*slot = f;
	return slot != NULL;
}

static const char *past(bool wrong, const char *remark) {
	return wrong ? remark : NULL;
}

static const char *check(const struct teller *t, const struct row *r, uint64_t before, uint64_t value) {
	const uint64_t item = t->is64 ? r->item64 : r->item32, size = t->img->slice_size;
	switch (r->check) {
	case OFFSET:
		return past(value > size, "(past end of file)");
	case END:
		return past(!lw_range_fits(before, value * item, size), "(past end of file)");
	case FIRST_SYMBOL:
		return past(value > t->n_symbols, "(greater than the number of symbols)");
	case SYMBOLS:
		return past(!lw_range_fits(before, value, t->n_symbols), "(past the end of the symbol table)");
	default:
		return NULL;
	}
}

/* Sixteen bytes: a name that may have no NUL. */
static const char *name16(const struct teller *t, const uint8_t *p, struct lw_error *err) {
	return lw_sprintf(t->out.a, err, "%.16s", (const char *)p);
}

static const char *uuid_text(const struct teller *t, const uint8_t *u, struct lw_error *err) {
	return lw_sprintf(t->out.a, err, "%02X%02X%02X%02X-%02X%02X-%02X%02X-%02X%02X-%02X%02X%02X%02X%02X%02X", u[0],
			  u[1], u[2], u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11], u[12], u[13], u[14],
			  u[15]);
}

/* The value of one row of the record at off; *ok is false where it does not lie within the command. */
static bool value_of(const struct teller *t, const struct row *r, uint64_t off, struct lw_macho_field *f, bool *ok,
		     struct lw_error *err) {
	const uint64_t at = off + (t->is64 ? r->off64 : r->off32);
	const uint8_t size = t->is64 ? r->size64 : r->size32;
	struct lw_span s;
	*ok = lw_span_cut(t->bytes, at, size, &s);
	if (!*ok)
		return true;
	*f = (struct lw_macho_field){.name = r->name, .shape = r->shape, .digits = (uint8_t)(2 * size)};
	if (size == 16) {
		f->text = r->shape == LW_SHAPE_UUID ? uuid_text(t, s.ptr, err) : name16(t, s.ptr, err);
		return f->text != NULL;
	}
	f->value = lw_span_uint(s, 0, size, t->img->big_endian, ok);
	if (r->shape == LW_SHAPE_STRING)
		f->text = lw_span_cstr(t->bytes, f->value);
	return true;
}

static bool tell_rows(struct teller *t, const struct row *rows, size_t n, uint8_t width, uint64_t off,
		      struct lw_error *err) {
	uint64_t before = 0;
	for (size_t i = 0; i < n; i++) {
		struct lw_macho_field f;
		bool ok;
		LW_TRY(value_of(t, &rows[i], off, &f, &ok, err));
		if (!ok)
			break;
		f.width = width;
		f.remark = check(t, &rows[i], before, f.value);
		before = f.value;
		LW_TRY(lw_macho_add_field(&t->out, f, err));
	}
	return true;
}

static uint64_t last_value(const struct teller *t, const char *of, uint32_t first) {
	for (uint32_t i = first; i < t->out.list.n; i++)
		if (t->out.list.at[i].name == of)
			return t->out.list.at[i].value;
	return 0;
}

#define INDIRECT "(index into indirect symbol table)"

/* What the kind of a section says of its two reserved numbers, and of bytes that no file has. */
static void remark_section(const struct teller *t, uint32_t first) {
	struct lw_macho_field *f = &t->out.list.at[first];
	const uint64_t type = f[8].value & 0xff;
	if (strcmp(t->out.list.at[2].text, f[1].text) != 0 && t->img->macho->header.filetype != MH_OBJECT)
		f[1].remark = "(does not match segment)";
	if ((type & S_ZEROFILL) != 0 && !lw_range_fits(f[4].value, f[3].value, t->img->slice_size))
		f[3].remark = "(past end of file)";
	if (type == S_SYMBOL_STUBS || type == S_LAZY_SYMBOL_POINTERS || type == S_LAZY_DYLIB_SYMBOL_POINTERS ||
	    type == S_NON_LAZY_SYMBOL_POINTERS || type == S_THREAD_LOCAL_VARIABLE_POINTERS)
		f[9].remark = INDIRECT;
	if (type == S_SYMBOL_STUBS)
		f[10].remark = "(size of stubs)";
}

#define N_ROWS(rows) (sizeof rows / sizeof rows[0])

static bool sections(struct teller *t, struct lw_error *err) {
	const uint64_t n = last_value(t, segment[7].name, 0), size = t->is64 ? 80 : 68;
	for (uint64_t i = 0, at = t->command->size; i < n && lw_range_fits(at, size, t->bytes.len); i++, at += size) {
		const struct lw_macho_field heading = {.name = "Section", .shape = LW_SHAPE_HEADING};
		LW_TRY(lw_macho_add_field(&t->out, heading, err));
		const uint32_t first = t->out.list.n;
		LW_TRY(tell_rows(t, section, N_ROWS(section), 10, at, err));
		remark_section(t, first);
	}
	return true;
}

static bool tools(struct teller *t, struct lw_error *err) {
	const uint64_t n = last_value(t, build[3].name, 0);
	for (uint64_t i = 0, at = t->command->size; i < n && lw_range_fits(at, 8, t->bytes.len); i++, at += 8)
		LW_TRY(tell_rows(t, tool, N_ROWS(tool), t->command->width, at, err));
	return true;
}

/* Strings one behind the other, with any number of NULs between them. */
static bool options(struct teller *t, struct lw_error *err) {
	const char *of = option[0].name;
	const uint64_t count = last_value(t, of, 0), n = t->bytes.len;
	uint32_t i = 0;
	for (uint64_t at = t->command->size, end; at < n; at = end + 1) {
		for (end = at; end < n && t->bytes.ptr[end] != '\0'; end++)
			;
		if (end == at)
			continue;
		const char *label = lw_sprintf(t->out.a, err, "  string #%u", (unsigned)++i);
		const char *text = lw_strndup(t->out.a, (const char *)t->bytes.ptr + at, (size_t)(end - at), err);
		const struct lw_macho_field f = {.name = label, .shape = LW_SHAPE_TEXT, .text = text};
		LW_TRY(label != NULL && text != NULL && lw_macho_add_field(&t->out, f, err));
	}
	if (count == i)
		return true;
	const char *remark = lw_sprintf(t->out.a, err, "does not match number of strings %u", (unsigned)i);
	const struct lw_macho_field f = {
		.name = of, .shape = LW_SHAPE_NUMBER, .width = t->command->width, .value = count, .remark = remark};
	return remark != NULL && lw_macho_add_field(&t->out, f, err);
}

static bool threads(struct teller *t, struct lw_error *err) {
	return lw_macho_tell_thread(&t->out, t->img, t->bytes, err);
}

static const struct command *command_of(uint32_t cmd) {
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		if (commands[i].cmd == cmd)
			return &commands[i];
	return NULL;
}

/* The size of a whole command as its own counts have it. */
static const char *check_size(const struct teller *t) {
	const struct command *c = t->command;
	uint64_t want = c->size;
	if (c->more == sections)
		want += last_value(t, segment[7].name, 0) * (t->is64 ? 80 : 68);
	if (c->more == tools)
		want += last_value(t, build[3].name, 0) * 8;
	const bool good = c->rule == EXACT ? t->bytes.len == want : t->bytes.len >= want;
	return past(!good, c->more == sections ? "Inconsistent size" : "Incorrect size");
}

static bool tell_head(struct teller *t, uint32_t cmd, struct lw_error *err) {
	const uint8_t width = t->command == NULL ? 9 : t->command->width;
	const char *name_of =
		t->command == NULL ? lw_sprintf(t->out.a, err, "?(0x%08x)", (unsigned)cmd) : lw_macho_command_name(cmd);
	const struct lw_macho_field c = {.name = "cmd", .shape = LW_SHAPE_TEXT, .width = width, .text = name_of};
	const struct lw_macho_field size = {.name = "cmdsize", .width = width, .value = t->bytes.len};
	return name_of != NULL && lw_macho_add_field(&t->out, c, err) && lw_macho_add_field(&t->out, size, err);
}

static bool tell_command(struct teller *t, const struct lw_macho_command *c, struct lw_macho_told *out,
			 struct lw_error *err) {
	t->bytes = (struct lw_span){c->bytes, c->size};
	t->is64 = c->cmd == LC_SEGMENT_64 || (c->cmd != LC_SEGMENT && t->img->bits == 64);
	t->command = command_of(c->cmd);
	t->out.list.at = NULL;
	t->out.list.n = t->out.list.cap = 0;
	LW_TRY(tell_head(t, c->cmd, err));
	if (t->command != NULL) {
		LW_TRY(tell_rows(t, t->command->rows, t->command->n, t->command->width, 0, err));
		t->out.list.at[1].remark = check_size(t);
		if (t->command->more != NULL)
			LW_TRY(t->command->more(t, err));
	}
	*out = (struct lw_macho_told){t->out.list.at, t->out.list.n};
	return true;
}

/* How many symbols the last LC_SYMTAB counts. */
static uint64_t symbols_of(const struct lw_image *img) {
	uint64_t n = 0;
	for (uint32_t i = 0; i < img->macho->n_commands; i++) {
		const struct lw_macho_command *c = &img->macho->commands[i];
		bool ok = true;
		if (c->cmd == LC_SYMTAB)
			n = lw_span_uint((struct lw_span){c->bytes, c->size}, 12, 4, img->big_endian, &ok);
	}
	return n;
}

bool lw_macho_tell(const struct lw_image *img, struct lw_arena *a, const struct lw_macho_told **out,
		   struct lw_error *err) {
	const struct lw_macho *m = img->macho;
	struct teller t = {.img = img, .out = {.a = a}, .n_symbols = symbols_of(img)};
	struct lw_macho_told *told = lw_alloc(a, m->n_commands, sizeof *told, err);
	if (told == NULL)
		return false;
	for (uint32_t i = 0; i < m->n_commands; i++)
		LW_TRY(tell_command(&t, &m->commands[i], &told[i], err));
	*out = told;
	return true;
}
