/* SPDX-License-Identifier: Apache-2.0 */
/* Can a process take this file? Of another machine's the search goes on behind it; a file that is no sound PE file ends
 * it (ntdll, STATUS_IMAGE_MACHINE_TYPE_MISMATCH and STATUS_INVALID_IMAGE_FORMAT). */
#include "base/fail.h"
#include "loader/windows.h"
#include "names/pe_names.h"
#include "names/pe_numbers.h"

static const char *machine_of(const struct lw_image *img) {
	const char *name = lw_pe_machine_name(img->machine);
	return name == NULL ? "an unknown machine" : name;
}

/* Code for ARM64EC says x86-64 in its header; a file with both kinds fits processes of both. */
static bool fits(const struct lw_image *img, const struct lw_image *main) {
	const bool both = img->pe->hybrid == LW_PE_ARM64X;
	return img->machine == main->machine || (both && main->machine == LW_PE_MACHINE_AMD64) ||
		(both && main->machine == LW_PE_MACHINE_ARM64);
}

bool lw_wi_judge(struct wi_process *p, const struct lw_file *f, const struct lw_image **out, const char **why,
		 bool *over, struct lw_error *err) {
	const struct lw_image *img = f->n_images == 0 ? NULL : f->images[0];
	const struct lw_image *main = p->b.out.image;
	*out = NULL;
	*over = false;
	*why = NULL;
	if (f->kind != LW_FILE_REGULAR) {
		*why = "not a file";
		return true;
	}
	if (img == NULL || img->format != LW_FORMAT_PE) {
		*why = "not a PE file";
	} else if (!img->pe->has_optional || img->damage != NULL) {
		*why = img->damage == NULL ? "has no optional header" : img->damage->text;
	} else if (!fits(img, main)) {
		*why = lw_sprintf(p->a, err, "for %s, and the program is for %s", machine_of(img), machine_of(main));
		return *why != NULL;
	}
	*over = *why != NULL;
	*out = *why == NULL ? img : NULL;
	return true;
}
