/* SPDX-License-Identifier: Apache-2.0 */
/* Path, kind, soname, search path, needed libraries; a dash stands for none. */
#include "linkwright/macho.h"
#include "report/render.h"
#include "report/scan_row.h"

static void field(struct lw_out *o, const char *text) {
	lw_out_bytes(o, "\t", 1);
	if (text == NULL || *text == '\0')
		lw_out_bytes(o, "-", 1);
	else
		lw_out_name(o, text);
}

/* Every search path of a Mach-O file. */
static void rpaths(struct lw_out *o, const struct lw_macho *m) {
	lw_out_text(o, m->n_rpaths == 0 ? "\t-" : "\trpath=");
	for (uint32_t i = 0; i < m->n_rpaths; i++) {
		lw_out_text(o, i == 0 ? "" : ":");
		lw_out_name(o, m->rpaths[i].text == NULL ? "" : m->rpaths[i].text);
	}
}

static void search(struct lw_out *o, const struct lw_image *img) {
	if (img->macho != NULL) {
		rpaths(o, img->macho);
		return;
	}
	const char *path = img->runpath.text != NULL ? img->runpath.text : img->rpath.text;
	if (path == NULL) {
		lw_out_text(o, "\t-");
		return;
	}
	lw_out_text(o, img->runpath.text != NULL ? "\trunpath=" : "\trpath=");
	lw_out_name(o, path);
}

static void needs(struct lw_out *o, const struct lw_image *img) {
	lw_out_text(o, img->n_needs == 0 ? "\t-" : "\t");
	for (uint32_t i = 0; i < img->n_needs; i++) {
		lw_out_text(o, i == 0 ? "" : ",");
		lw_out_name(o, img->needs[i].name);
	}
}

void lw_scan_row_text(struct lw_out *o, const struct lw_scan_row *row) {
	lw_out_name(o, row->dir);
	lw_out_name(o, row->name);
	if (row->image == NULL) {
		lw_out_text(o, "\tunreadable\t-\t-\t-");
	} else {
		lw_out_text(o, "\t");
		lw_out_text(o, lw_kind_name(row->image->kind));
		if (row->is_slice) {
			lw_out_text(o, ":");
			lw_out_name(o, lw_image_machine(row->image));
		}
		field(o, row->image->soname.text);
		search(o, row->image);
		needs(o, row->image);
	}
	if (row->error != NULL) {
		lw_out_text(o, "\tdamaged: ");
		lw_out_name(o, row->error->text);
	}
	lw_out_text(o, "\n");
}
