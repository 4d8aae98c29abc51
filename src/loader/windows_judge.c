/* SPDX-License-Identifier: Apache-2.0 */
/* Can a process take this file? Behind one of another machine the search goes on; one that is no sound PE file, or no
 * file at all, ends it (ntdll, LdrpMapDllSearchPath: only STATUS_IMAGE_MACHINE_TYPE_MISMATCH is passed over; so
 * measured with Wine). */
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

/* NTSTATUS codes, [MS-ERREF] 2.3.1. */
#define FILE_IS_A_DIRECTORY 0xC00000BAu
#define INVALID_FILE_FOR_SECTION 0xC0000020u
#define INVALID_IMAGE_NOT_MZ 0xC000012Fu
#define INVALID_IMAGE_FORMAT 0xC000007Bu

static struct wi_refusal unsound(const struct lw_file *f, const struct lw_image *img) {
	if (f->kind != LW_FILE_REGULAR)
		return (struct wi_refusal){f->kind == LW_FILE_DIRECTORY ? "a directory" : "not a file", true,
					   FILE_IS_A_DIRECTORY};
	if (f->size == 0)
		return (struct wi_refusal){"an empty file", true, INVALID_FILE_FOR_SECTION};
	if (f->n_head < 2 || f->head[0] != 'M' || f->head[1] != 'Z')
		return (struct wi_refusal){"not a PE file", true, INVALID_IMAGE_NOT_MZ};
	if (img == NULL || img->format != LW_FORMAT_PE)
		return (struct wi_refusal){f->error == NULL ? "not a PE file" : f->error->text, true,
					   INVALID_IMAGE_FORMAT};
	if (!img->pe->has_optional || img->damage != NULL)
		return (struct wi_refusal){img->damage == NULL ? "has no optional header" : img->damage->text, true,
					   INVALID_IMAGE_FORMAT};
	return (struct wi_refusal){NULL, false, 0};
}

bool lw_wi_judge(struct wi_process *p, const struct lw_file *f, const struct lw_image **out, struct wi_refusal *no,
		 struct lw_error *err) {
	const struct lw_image *img = f->n_images == 0 ? NULL : f->images[0], *main = p->b.out.image;
	*no = unsound(f, img);
	*out = NULL;
	if (no->why == NULL && !fits(img, main)) {
		no->status = INVALID_IMAGE_FORMAT;
		no->why = lw_sprintf(p->a, err, "for %s, and the program is for %s", machine_of(img), machine_of(main));
		return no->why != NULL;
	}
	if (no->why == NULL)
		*out = img;
	return true;
}
