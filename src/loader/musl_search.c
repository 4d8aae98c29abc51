/* SPDX-License-Identifier: Apache-2.0 */
/* Where a name is looked for, in order (dynlink.c load_library, path_open), and whether it can be mapped (map_library).
 */
#include "loader/musl.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "os/errno_names.h"

#define ET_EXEC 2
#define ET_DYN 3
#define PT_LOAD 1
#define PT_DYNAMIC 2
#define MOST_TRIES 4000000u

bool lw_mu_is_reserved(const struct mu_process *p, const char *name) {
	static const char *const reserved[] = {"c.", "pthread.", "rt.", "m.", "dl.", "util.", "xnet."};
	for (size_t i = 0; strncmp(name, "lib", 3) == 0 && i < sizeof reserved / sizeof reserved[0]; i++)
		if (strncmp(name + 3, reserved[i], strlen(reserved[i])) == 0)
			return true;
	return strcmp(name, p->b.out.loader.path) == 0;
}

const char *lw_mu_strerror(int sys, struct lw_errno_buf *buf) {
	switch (sys) {
	case 0:
		return "No error information";
	case ELOOP:
		return "Symbolic link loop";
	case ENAMETOOLONG:
		return "Filename too long";
	case EIO:
		return "I/O error";
	default:
		return lw_errno_words(sys, buf);
	}
}

bool lw_mu_goes_on(int sys) {
	return sys == ENOENT || sys == ENOTDIR || sys == EACCES || sys == ENAMETOOLONG;
}

bool lw_mu_open(struct mu_process *p, const char *path, enum lw_rule rule, uint32_t object, const struct lw_file **out,
		struct lw_error *err) {
	struct lw_probe probe = {.op = LW_OP_OPEN, .rule = rule, .path = path, .object = object, .edge = p->edge};
	*out = NULL;
	if (++p->n_tries > MOST_TRIES)
		return lw_fail(err, LW_E_LIMIT, "more than %u paths would be tried", MOST_TRIES);
	const char *abs = lw_path_absolute(p->a, p->w->cwd, path, err);
	LW_TRY(abs != NULL && lw_session_load(p->s, abs, out, &probe.sys, err));
	if (probe.sys != 0)
		p->sys = probe.sys;
	else
		probe.verdict = LW_VERDICT_TAKEN;
	return !p->record || lw_build_probe(&p->b, probe, err);
}

/* path_open; *over: no other list is looked at either. */
static bool try_list(struct mu_process *p, const char *name, struct mu_stage st, struct mu_found *out, bool *over,
		     struct lw_error *err) {
	const char *list = st.list;
	size_t n;
	for (const char *dir; (dir = lw_mu_next_dir(&list, &n)), n != 0;) {
		if (n + 1 + strlen(name) >= MU_LONGEST_PATH)
			continue;
		const char *path = lw_sprintf(p->a, err, "%.*s/%s", (int)n, dir, name);
		LW_TRY(path != NULL && lw_mu_open(p, path, st.rule, st.object, &out->file, err));
		if (out->file != NULL) {
			out->path = path;
			out->rule = st.rule;
			out->rule_object = st.object;
			return true;
		}
		if (!lw_mu_goes_on(p->sys)) {
			*over = true;
			return true;
		}
	}
	return true;
}

static bool try_rpaths(struct mu_process *p, const char *name, struct mu_dso *d, struct mu_found *out, bool *over,
		       struct lw_error *err) {
	for (; d != NULL && out->file == NULL && !*over; d = d->needed_by) {
		LW_TRY(lw_mu_rpath(p, d, err));
		*over = d->rpath_state == MU_RPATH_ENDS;
		const enum lw_rule rule = d->img->runpath.text != NULL ? LW_RULE_RUNPATH : LW_RULE_RPATH;
		if (d->rpath != NULL)
			LW_TRY(try_list(p, name, (struct mu_stage){rule, d->id, d->rpath}, out, over, err));
	}
	return true;
}

bool lw_mu_search(struct mu_process *p, const char *name, struct mu_dso *needed_by, struct mu_found *out,
		  struct lw_error *err) {
	*out = (struct mu_found){.rule_object = LW_NO_ID};
	if (strchr(name, '/') != NULL) {
		out->path = name;
		out->rule = LW_RULE_SLASH;
		return lw_mu_open(p, name, LW_RULE_SLASH, LW_NO_ID, &out->file, err);
	}
	bool over = false;
	if (strlen(name) > MU_LONGEST_NAME)
		return true;
	if (p->env_path != NULL)
		LW_TRY(try_list(p, name, (struct mu_stage){LW_RULE_ENV, LW_NO_ID, p->env_path}, out, &over, err));
	if (!over)
		LW_TRY(try_rpaths(p, name, needed_by, out, &over, err));
	if (out->file != NULL || over)
		return true;
	LW_TRY(lw_mu_sys_path(p, err));
	const enum lw_rule rule = p->sys_state == MU_SYS_FILE ? LW_RULE_PATH_FILE : LW_RULE_DEFAULT;
	return try_list(p, name, (struct mu_stage){rule, LW_NO_ID, p->sys_path}, out, &over, err);
}

static bool can_be_mapped(const struct lw_image *img) {
	if (img == NULL || !img->elf->has_phdrs)
		return false;
	uint64_t dynamic = 0; /* of the last one */
	for (uint32_t i = 0; i < img->elf->n_phdrs; i++)
		if (img->elf->phdrs[i].p_type == PT_DYNAMIC)
			dynamic = img->elf->phdrs[i].p_vaddr;
	return dynamic != 0;
}

void lw_mu_fixed_range(const struct lw_image *img, uint64_t *lo, uint64_t *hi) {
	const uint64_t page = 4096;
	*lo = *hi = 0;
	for (uint32_t i = 0; img->elf->ehdr.e_type == ET_EXEC && i < img->elf->n_phdrs; i++) {
		const struct lw_phdr *p = &img->elf->phdrs[i];
		const uint64_t end = p->p_vaddr + p->p_memsz;
		if (p->p_type != PT_LOAD || end < p->p_vaddr || end > UINT64_MAX - page)
			continue;
		*lo = *hi == 0 || p->p_vaddr / page * page < *lo ? p->p_vaddr / page * page : *lo;
		*hi = (end + page - 1) / page * page > *hi ? (end + page - 1) / page * page : *hi;
	}
}

/* A place that another one has is not given away (map_library: EBUSY). What the kernel keeps there cannot be told. */
static bool place_is_taken(const struct mu_process *p, const struct lw_image *img) {
	uint64_t lo, hi;
	lw_mu_fixed_range(img, &lo, &hi);
	for (uint32_t i = 0; lo != 0 && i < p->fixed.n; i++)
		if (lo < p->fixed.at[i]->hi && p->fixed.at[i]->lo < hi)
			return true;
	return false;
}

/* Only what map_library reads counts: neither magic nor class, byte order or machine. */
bool lw_mu_judge(struct mu_process *p, const struct lw_file *f, struct mu_judgement *out, struct lw_error *err) {
	const struct lw_image *self = p->main->img, *img = f->image;
	bool ok = true;
	*out = (struct mu_judgement){.sys = ENOEXEC, .words = "Exec format error"};
	if (f->kind == LW_FILE_DIRECTORY)
		*out = (struct mu_judgement){.sys = EISDIR, .words = "Is a directory"};
	else if (f->kind == LW_FILE_SPECIAL)
		out->words = "is a device or a FIFO, which the loader would open and read";
	if (f->kind != LW_FILE_REGULAR || f->n_head < sizeof f->head)
		return true;
	const uint64_t type = lw_span_uint((struct lw_span){f->head, sizeof f->head}, 16, 2, self->big_endian, &ok);
	if (type != ET_DYN && type != ET_EXEC)
		return true;
	if (img == NULL || img->bits != self->bits || img->big_endian != self->big_endian)
		LW_TRY(lw_session_image_as(p->s, f, self->bits, self->big_endian, &img, err));
	if (can_be_mapped(img))
		*out = place_is_taken(p, img) ? (struct mu_judgement){.sys = EBUSY, .words = "Resource busy"}
					      : (struct mu_judgement){.img = img};
	return true;
}
