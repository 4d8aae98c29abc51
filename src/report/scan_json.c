/* SPDX-License-Identifier: Apache-2.0 */
/* A row as one line of JSON; share/schema/scan-1.json describes it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "linkwright/elf.h"
#include "linkwright/macho.h"
#include "linkwright/pe.h"
#include "names/macho_names.h"
#include "names/pe_names.h"
#include "report/json.h"
#include "report/scan_row.h"

static void put_path(struct lw_json *j, json_t *row, const struct lw_scan_row *r) {
	const size_t n = strlen(r->dir), k = strlen(r->name);
	char *path = malloc(n + k + 1);
	if (path == NULL) {
		j->failed = true;
		return;
	}
	memcpy(path, r->dir, n);
	memcpy(path + n, r->name, k + 1);
	lw_json_text(j, row, "path", path);
	free(path);
}

static void put_needs(struct lw_json *j, json_t *row, const char *key, const struct lw_image *img,
		      enum lw_need_kind kind) {
	json_t *list = lw_json_list(j);
	for (uint32_t i = 0; i < img->n_needs; i++)
		if (img->needs[i].kind == kind)
			lw_json_add_text(j, list, img->needs[i].name);
	lw_json_put(j, row, key, list);
}

/* One object for each file; the reader gives all versions of one record the same string. */
static void put_versions(struct lw_json *j, json_t *row, const struct lw_image *img) {
	json_t *list = lw_json_list(j), *names = NULL;
	const char *last = NULL;
	for (uint32_t i = 0; img->elf != NULL && i < img->elf->n_verneeds; i++) {
		const struct lw_verneed *v = &img->elf->verneeds[i];
		if (v->file != last || names == NULL) {
			json_t *file = lw_json_object(j);
			lw_json_text(j, file, "file", v->file);
			lw_json_put(j, file, "versions", names = lw_json_list(j));
			lw_json_add(j, list, file);
			last = v->file;
		}
		lw_json_add_text(j, names, v->version);
	}
	lw_json_put(j, row, "versions", list);
}

/* The kinds of need that a format has; each is a list. */
static void put_all_needs(struct lw_json *j, json_t *row, const struct lw_image *img) {
	static const enum lw_need_kind kinds[][6] = {
		[LW_FORMAT_ELF] = {LW_NEED_LIBRARY, LW_NEED_AUXILIARY, LW_NEED_FILTER, LW_N_NEED_KINDS},
		[LW_FORMAT_MACHO] = {LW_NEED_LIBRARY, LW_NEED_WEAK, LW_NEED_REEXPORT, LW_NEED_UPWARD, LW_NEED_LAZY,
				     LW_N_NEED_KINDS},
		[LW_FORMAT_PE] = {LW_NEED_LIBRARY, LW_NEED_DELAY, LW_NEED_FORWARD, LW_N_NEED_KINDS},
	};
	static const char *const names[] = {
#define X(code, name) name,
		LW_NEED_KINDS(X)
#undef X
	};
	for (const enum lw_need_kind *k = kinds[img->format]; *k != LW_N_NEED_KINDS; k++)
		put_needs(j, row, names[*k], img, *k);
}

static void put_rpaths(struct lw_json *j, json_t *row, const struct lw_macho *m) {
	json_t *list = lw_json_list(j);
	for (uint32_t i = 0; i < m->n_rpaths; i++)
		if (m->rpaths[i].text != NULL)
			lw_json_add_text(j, list, m->rpaths[i].text);
	lw_json_put(j, row, "rpaths", list);
}

static void put_version(struct lw_json *j, json_t *row, const char *key, uint32_t v) {
	char text[32];
	snprintf(text, sizeof text, "%u.%u.%u", (unsigned)(v >> 16), (unsigned)(v >> 8 & 0xff), (unsigned)(v & 0xff));
	lw_json_text(j, row, key, text);
}

static void put_signature(struct lw_json *j, json_t *row, const struct lw_macho *m) {
	static const char *const kinds[] = {
		[LW_MACHO_UNSIGNED] = "none", [LW_MACHO_ADHOC] = "ad-hoc", [LW_MACHO_SIGNED] = "signed"};
	const struct lw_macho_directory *d = m->signature.best;
	lw_json_text(j, row, "signature", kinds[m->signature.kind]);
	lw_json_bool(j, row, "hardened", d != NULL && (d->flags & LW_MACHO_CS_RUNTIME) != 0);
	lw_json_bool(j, row, "encrypted", m->has_encryption && m->cryptid != 0);
}

static void put_pe(struct lw_json *j, json_t *row, const struct lw_pe *pe) {
	char version[48];
	if (!pe->has_optional)
		return;
	snprintf(version, sizeof version, "%llu.%llu", (unsigned long long)pe->optional.major_subsystem_version,
		 (unsigned long long)pe->optional.minor_subsystem_version);
	lw_json_text(j, row, "subsystem", lw_pe_subsystem_name(pe->optional.subsystem));
	lw_json_text(j, row, "subsystem_version", version);
	lw_json_bool(j, row, "dotnet", pe->is_clr);
	lw_json_bool(j, row, "certificate", pe->directories[LW_PE_CERTIFICATE].rva != 0);
	lw_json_number(j, row, "load_flags", pe->dependent_load_flags);
	lw_json_number(j, row, "overlay", pe->overlay_size);
}

static void put_macho(struct lw_json *j, json_t *row, const struct lw_image *img) {
	const struct lw_macho *m = img->macho;
	put_rpaths(j, row, m);
	lw_json_number(j, row, "slice_offset", img->slice_off);
	put_signature(j, row, m);
	if (m->n_builds == 0)
		return;
	lw_json_text(j, row, "platform", lw_macho_platform_name(m->builds[0].platform));
	put_version(j, row, "min_os", m->builds[0].min_os);
	put_version(j, row, "sdk", m->builds[0].sdk);
}

static void put_elf(struct lw_json *j, json_t *row, const struct lw_image *img) {
	lw_json_text(j, row, "interpreter", img->interp);
	lw_json_text(j, row, "rpath", img->rpath.text);
	lw_json_text(j, row, "runpath", img->runpath.text);
	put_versions(j, row, img);
}

static void put_image(struct lw_json *j, json_t *row, const struct lw_image *img) {
	static const char *const formats[] = {
		[LW_FORMAT_ELF] = "elf", [LW_FORMAT_MACHO] = "mach-o", [LW_FORMAT_PE] = "pe"};
	lw_json_put(j, row, "format", json_string(formats[img->format]));
	lw_json_put(j, row, "kind", json_string(lw_kind_name(img->kind)));
	lw_json_number(j, row, "bits", img->bits);
	lw_json_bool(j, row, "big_endian", img->big_endian);
	lw_json_text(j, row, "machine", lw_image_machine(img));
	lw_json_text(j, row, "soname", img->soname.text);
	put_all_needs(j, row, img);
	if (img->macho != NULL)
		put_macho(j, row, img);
	if (img->elf != NULL)
		put_elf(j, row, img);
	if (img->pe != NULL)
		put_pe(j, row, img->pe);
	lw_json_build_id(j, row, img);
}

void lw_json_start(void) {
	json_object_seed(0);
}

bool lw_scan_row_json(struct lw_out *o, const struct lw_scan_row *r, struct lw_error *err) {
	struct lw_json j = {0};
	json_t *row = lw_json_object(&j);
	put_path(&j, row, r);
	lw_json_number(&j, row, "size", r->size);
	if (r->image != NULL)
		put_image(&j, row, r->image);
	if (r->error != NULL)
		lw_json_error(&j, row, r->image != NULL ? "damage" : "error", r->error);
	const bool ok = !j.failed && lw_json_write(o, row);
	json_decref(row);
	lw_out_text(o, "\n");
	return ok || lw_fail(err, LW_E_NOMEM, "out of memory");
}
