/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of otool -L, -D and -l. Where Apple's cctools and LLVM's llvm-otool differ, LLVM's. Times are in UTC. */
#define _POSIX_C_SOURCE 200809L
#include <string.h>
#include <time.h>

#include "base/fail.h"
#include "linkwright/otool.h"
#include "names/macho_names.h"
#include "names/macho_numbers.h"
#include "report/render.h"

const struct lw_renderer lw_render_otool = {0};

static void dylib_version(struct lw_out *o, uint64_t v) {
	lw_out_fmt(o, "%u.%u.%u", (unsigned)(v >> 16 & 0xffff), (unsigned)(v >> 8 & 0xff), (unsigned)(v & 0xff));
}

/* A last part of zero is left out. */
static void version(struct lw_out *o, uint64_t v) {
	lw_out_fmt(o, "%u.%u", (unsigned)(v >> 16 & 0xffff), (unsigned)(v >> 8 & 0xff));
	if ((v & 0xff) != 0)
		lw_out_fmt(o, ".%u", (unsigned)(v & 0xff));
}

/* a.b, and of the other three as many as it takes. */
static void source_version(struct lw_out *o, uint64_t v) {
	const unsigned part[] = {(unsigned)(v >> 40), (unsigned)(v >> 30 & 0x3ff), (unsigned)(v >> 20 & 0x3ff),
				 (unsigned)(v >> 10 & 0x3ff), (unsigned)(v & 0x3ff)};
	unsigned n = 5;
	while (n > 2 && part[n - 1] == 0)
		n--;
	lw_out_fmt(o, "%u", part[0]);
	for (unsigned i = 1; i < n; i++)
		lw_out_fmt(o, ".%u", part[i]);
}

static void stamp(struct lw_out *o, uint64_t v) {
	static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const time_t t = (time_t)v;
	struct tm tm = {0};
	gmtime_r(&t, &tm);
	lw_out_fmt(o, "%u %.3s %.3s %2d %02d:%02d:%02d %d", (unsigned)v, days + 3 * tm.tm_wday, months + 3 * tm.tm_mon,
		   tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, 1900 + tm.tm_year);
}

/* LLVM 14 has names for these, also where numbers were asked for; of others six digits. */
static void named(struct lw_out *o, uint64_t v, const char *const *names, size_t n) {
	if (v < n && names[v] != NULL)
		lw_out_text(o, names[v]);
	else
		lw_out_fmt(o, "0x%06llX", (unsigned long long)v);
}

static const char *const platforms[] = {NULL,       "macos",       "ios",          "tvos",          "watchos",
					"bridgeos", "macCatalyst", "iossimulator", "tvossimulator", "watchossimulator",
					"driverkit"};
static const char *const tools[] = {NULL, "clang", "swift", "ld"};

#define NAMED(o, v, names) named(o, v, names, sizeof names / sizeof names[0])

static void string(struct lw_out *o, const struct lw_macho_field *f) {
	if (f->text == NULL) {
		lw_out_fmt(o, "?(bad offset %llu)", (unsigned long long)f->value);
		return;
	}
	lw_out_name(o, f->text);
	lw_out_fmt(o, " (offset %llu)", (unsigned long long)f->value);
}

static void value(struct lw_out *o, const struct lw_macho_field *f) {
	const unsigned long long v = f->value;
	switch (f->shape) {
	case LW_SHAPE_ADDRESS:
		lw_out_fmt(o, "0x%0*llx", f->digits, v);
		break;
	case LW_SHAPE_FLAGS:
		lw_out_fmt(o, "0x%llx", v);
		break;
	case LW_SHAPE_ALIGN:
		lw_out_fmt(o, "2^%llu (%u)", v, v < 32 ? 1u << v : 0u);
		break;
	case LW_SHAPE_TEXT:
	case LW_SHAPE_UUID:
		lw_out_name(o, f->text);
		break;
	case LW_SHAPE_STRING:
		string(o, f);
		break;
	case LW_SHAPE_VERSION:
		version(o, v);
		break;
	case LW_SHAPE_SDK:
		v == 0 ? lw_out_text(o, "n/a") : version(o, v);
		break;
	case LW_SHAPE_DYLIB_VERSION:
		v == UINT32_MAX ? lw_out_text(o, "n/a") : dylib_version(o, v);
		break;
	case LW_SHAPE_SOURCE_VERSION:
		source_version(o, v);
		break;
	case LW_SHAPE_TIME:
		stamp(o, v);
		break;
	case LW_SHAPE_PLATFORM:
		NAMED(o, v, platforms);
		break;
	case LW_SHAPE_TOOL:
		NAMED(o, v, tools);
		break;
	default:
		lw_out_fmt(o, "%llu", v);
	}
}

static void field(struct lw_out *o, const struct lw_macho_field *f) {
	const size_t n = strlen(f->name);
	lw_out_spaces(o, f->width > n ? f->width - n : 0);
	lw_out_text(o, f->name);
	if (f->shape != LW_SHAPE_HEADING) {
		lw_out_text(o, " ");
		value(o, f);
	}
	if (f->remark != NULL) {
		lw_out_text(o, " ");
		lw_out_text(o, f->remark);
	}
	if (!f->more)
		lw_out_text(o, "\n");
}

static void header(struct lw_out *o, const struct lw_macho_header *h) {
	lw_out_text(o,
		    "Mach header\n"
		    "      magic cputype cpusubtype  caps    filetype ncmds sizeofcmds      flags\n");
	lw_out_fmt(o, " 0x%08x %7d %10d  0x%02x  %10u %5u %10u 0x%08x\n", (unsigned)h->magic, (int)h->cputype,
		   (int)(h->cpusubtype & 0xffffff), (unsigned)(h->cpusubtype >> 24), (unsigned)h->filetype,
		   (unsigned)h->ncmds, (unsigned)h->sizeofcmds, (unsigned)h->flags);
}

static void commands(struct lw_out *o, const struct lw_macho *m, const struct lw_macho_told *told) {
	header(o, &m->header);
	for (uint32_t i = 0; i < m->n_commands; i++) {
		lw_out_fmt(o, "Load command %u\n", (unsigned)i);
		for (uint32_t k = 0; k < told[i].n; k++)
			field(o, &told[i].fields[k]);
	}
}

static const char *kind_of(uint32_t cmd) {
	switch (cmd) {
	case LC_LOAD_WEAK_DYLIB:
		return ", weak";
	case LC_REEXPORT_DYLIB:
		return ", reexport";
	case LC_LOAD_UPWARD_DYLIB:
		return ", upward";
	case LC_LAZY_LOAD_DYLIB:
		return ", lazy";
	default:
		return "";
	}
}

static void library(struct lw_out *o, const char *name, const struct lw_macho_dylib *d) {
	lw_out_text(o, "\t");
	lw_out_name(o, name);
	lw_out_text(o, " (compatibility version ");
	dylib_version(o, d->compatibility);
	lw_out_text(o, ", current version ");
	dylib_version(o, d->current);
	lw_out_text(o, kind_of(d->cmd));
	lw_out_text(o, ")\n");
}

/* Its own name stands among them, in the order of the file. */
static void libraries(struct lw_out *o, const struct lw_image *img) {
	const struct lw_macho *m = img->macho;
	uint32_t need = 0;
	for (uint32_t i = 0; i < m->n_commands; i++) {
		const uint64_t off = m->commands[i].off;
		if (m->id.cmd != 0 && off == img->soname.off)
			library(o, img->soname.text, &m->id);
		else if (need < img->n_needs && off == img->needs[need].off) {
			library(o, img->needs[need].name, &m->dylibs[need]);
			need++;
		}
	}
}

static void head(struct lw_out *o, const char *file, const char *arch) {
	lw_out_name(o, file);
	if (arch != NULL)
		lw_out_fmt(o, " (architecture %.40s)", arch);
	lw_out_text(o, ":");
}

bool lw_report_otool(struct lw_report *r, const char *file, const char *arch, const struct lw_image *img,
		     const struct lw_macho_told *told, struct lw_error *err) {
	struct lw_out *o = &r->out;
	const bool is_object = img != NULL && img->format == LW_FORMAT_MACHO && img->macho->has_header;
	if (!r->opts.otool_bare || !is_object)
		head(o, file, arch);
	if (!is_object) {
		lw_out_text(o, " is not an object file\n");
		return lw_out_flush(o, err);
	}
	if (!r->opts.otool_bare)
		lw_out_text(o, "\n");
	if (r->opts.otool_libraries)
		libraries(o, img);
	if (r->opts.otool_id && img->macho->id.cmd != 0) {
		lw_out_name(o, img->soname.text);
		lw_out_text(o, "\n");
	}
	if (r->opts.otool_commands && told != NULL)
		commands(o, img->macho, told);
	return lw_out_flush(o, err);
}

const char *lw_macho_arch(const struct lw_image *img) {
	return lw_image_machine(img);
}

bool lw_macho_is_arch(const char *name) {
	uint32_t type, subtype;
	return lw_macho_arch_of_name(name, &type, &subtype);
}
