/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a file that was found a library for this process? glibc elf/dl-load.c: open_verify (a wrong class or machine is
 * passed over, anything else wrong ends the whole start), then _dl_map_object_from_fd. Sentences are the loader's own.
 */
#include "loader/glibc.h"

#include <errno.h>
#include <string.h>

#include "format/elf_records.h"

#define PT_LOAD 1
#define PT_DYNAMIC 2
#define ET_EXEC 2
#define ET_DYN 3
#define OSABI_GNU 3
#define OSABI_ARM_AEABI 64
#define OSABI_ARM 97
#define LIBC_ABI_MAX 3 /* glibc libc-abis: default, unique, absolute */
#define DF_1_PIE 0x08000000u
#define EM_ARM 40

static bool osabi_valid(const struct gl_process *p, uint8_t osabi) {
	if (osabi == 0 || osabi == OSABI_GNU)
		return true;
	return p->m->number == EM_ARM && (osabi == OSABI_ARM || osabi == OSABI_ARM_AEABI);
}

static bool abiversion_valid(const uint8_t *id) {
	return id[8] == 0 || (id[7] == OSABI_GNU && id[8] < LIBC_ABI_MAX);
}

static bool ident_is_odd(const struct gl_process *p, const uint8_t *id, uint8_t data) {
	static const uint8_t zero[7] = {0};
	return id[5] != data || id[6] != 1 || !osabi_valid(p, id[7]) || !abiversion_valid(id) ||
		memcmp(id + 9, zero, sizeof zero) != 0;
}

/* e_machine as this process reads it, whatever byte order the file is in (offset 18, gABI figure 4-3). */
static bool other_machine(const struct gl_process *p, const uint8_t *head) {
	bool ok = true;
	return lw_span_uint((struct lw_span){head, 64}, 18, 2, p->main->img->big_endian, &ok) != p->m->number;
}

static enum gl_judgement judge_ident(const struct gl_process *p, const uint8_t *id, bool *other_class,
				     const char **reason) {
	static const uint8_t magic[4] = {0x7f, 'E', 'L', 'F'};
	static const uint8_t zero[7] = {0};
	const uint8_t class = p->m->bits == 64 ? 2 : 1;
	const uint8_t data = p->main->img->big_endian ? 2 : 1;
	*reason = NULL;
	if (memcmp(id, magic, 4) != 0)
		*reason = "invalid ELF header";
	else if (id[4] != class) {
		*other_class = true;
		*reason = class == 2 ? "wrong ELF class: ELFCLASS32" : "wrong ELF class: ELFCLASS64";
		return GL_SKIP;
	} else if (ident_is_odd(p, id, data) && p->debian && other_machine(p, id)) {
		*reason = "for another machine";
		return GL_SKIP;
	} else if (id[5] != data)
		*reason = data == 2 ? "ELF file data encoding not big-endian"
				    : "ELF file data encoding not little-endian";
	else if (id[6] != 1)
		*reason = "ELF file version ident does not match current one";
	else if (!osabi_valid(p, id[7]))
		*reason = "ELF file OS ABI invalid";
	else if (!abiversion_valid(id))
		*reason = "ELF file ABI version invalid";
	else if (memcmp(id + 9, zero, sizeof zero) != 0)
		*reason = "nonzero padding in e_ident";
	return *reason == NULL ? GL_ACCEPT : GL_REJECT;
}

static bool kernel_too_old(const struct gl_process *p, const struct lw_elf *e) {
	if (e->abi_os != 0)
		return true;
	const uint32_t *k = p->w->kernel;
	if (k[0] == 0 && k[1] == 0 && k[2] == 0)
		return false;
	for (unsigned i = 0; i < 3; i++)
		if (e->abi_version[i] != k[i])
			return e->abi_version[i] > k[i];
	return false;
}

static enum gl_judgement judge_header(const struct gl_process *p, const struct lw_elf *e, const char **reason) {
	const struct lw_ehdr *h = &e->ehdr;
	if (h->e_version != 1) {
		*reason = "ELF file version does not match current one";
		return GL_REJECT;
	}
	if (h->e_machine != p->m->number) {
		*reason = "for another machine";
		return GL_SKIP;
	}
	if (h->e_type != ET_DYN && h->e_type != ET_EXEC)
		*reason = "only ET_DYN and ET_EXEC can be loaded";
	else if (h->e_phentsize != lw_record_size(&lw_rec_phdr, p->m->bits == 64))
		*reason = "ELF file's phentsize not the expected size";
	else if (!e->has_phdrs)
		*reason = "cannot read file data";
	if (*reason != NULL)
		return GL_REJECT;
	if (lw_gl_has(p->minor, GL_ABI_TAG) && e->has_abi_tag && kernel_too_old(p, e)) {
		*reason = "its ABI note asks for another system or a newer kernel";
		return GL_SKIP;
	}
	return GL_ACCEPT;
}

static enum gl_judgement reject(struct gl_refusal *out, const char *words, int sys) {
	out->words = words;
	out->sys = sys;
	return GL_REJECT;
}

enum gl_judgement lw_gl_judge_candidate(const struct gl_process *p, const struct lw_file *f, struct gl_refusal *out) {
	const bool unreadable = f->error != NULL && f->error->code == LW_E_IO;
	out->words = NULL;
	out->sys = 0;
	if (f->kind == LW_FILE_DIRECTORY)
		return reject(out, "cannot read file data", EISDIR);
	if (f->kind == LW_FILE_SPECIAL)
		return reject(out, "is a device, a FIFO or a socket, which the loader would open and read", 0);
	if (f->n_head < lw_record_size(&lw_rec_ehdr, p->m->bits == 64))
		return unreadable ? reject(out, "cannot read file data", EIO) : reject(out, "file too short", 0);
	enum gl_judgement j = judge_ident(p, f->head, &out->other_class, &out->words);
	if (j != GL_ACCEPT)
		return j;
	if (f->image == NULL)
		return reject(out, f->error != NULL ? f->error->text : "cannot read file data", 0);
	return judge_header(p, f->image->elf, &out->words);
}

const char *lw_gl_judge_mapping(const struct gl_process *p, const struct lw_file *f) {
	const struct lw_elf *e = f->image->elf;
	bool load = false, dynamic = false, empty = false;
	const uint64_t page = 4096;
	for (uint32_t i = 0; i < e->n_phdrs; i++) {
		const struct lw_phdr *ph = &e->phdrs[i];
		if (ph->p_type == PT_DYNAMIC) {
			dynamic |= ph->p_filesz != 0;
			empty |= ph->p_filesz == 0;
		}
		if (ph->p_type != PT_LOAD)
			continue;
		load = true;
		if (((ph->p_vaddr - ph->p_offset) & (page - 1)) != 0)
			return "ELF load command address/offset not page-aligned";
	}
	if (!load)
		return "object file has no loadable segments";
	if (e->ehdr.e_type != ET_DYN)
		return "cannot dynamically load executable";
	if (!dynamic || empty)
		return "object file has no dynamic section";
	if (lw_gl_has(p->minor, GL_PIE_REFUSED) && (e->flags_1 & DF_1_PIE) != 0)
		return "cannot dynamically load position-independent executable";
	/* Damage that leaves no dynamic section to follow; other damage is told by the map (glibc_maps.c). */
	return f->image->damage != NULL && e->n_dyns == 0 ? f->image->damage->text : NULL;
}
