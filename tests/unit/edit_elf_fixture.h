/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Small ELF files to edit, laid out as linkers do: headers and tables in one segment that is only read, code in the
 * next, the dynamic section in one that is written to. Nothing is wrong with them. Records have names as in
 * elf_fixture.h ("phdr.text", "dyn.DT_SONAME", "shdr..dynstr").
 */
#ifndef EDIT_ELF_FIXTURE_H
#define EDIT_ELF_FIXTURE_H

#include "edit/editing.h"
#include "elf_fixture.h"

/* Addresses are file offsets plus this, and so much more for code and data. */
#define EX_BASE UINT64_C(0x100000)
#define EX_STEP UINT64_C(0x100000)

struct ex_opts {
	bool is64, big;
	uint16_t machine; /* 0: i386, x86-64, PowerPC, PowerPC64 by the flavour */
	bool program;     /* ET_EXEC with PT_INTERP */
	bool no_sections;
	bool no_own_versions;        /* no DT_VERDEF */
	unsigned rodata;             /* bytes of the program right behind the program headers: nothing there can move */
	unsigned far;                /* bytes of the program before the tables */
	bool no_stack;               /* no PT_GNU_STACK */
	unsigned n_nulls;            /* PT_NULL at the end of the table */
	unsigned spare_tags;         /* DT_NULL behind the first */
	unsigned room_in_file;       /* zeros behind the tables, before the code */
	unsigned gap_behind_strings; /* zeros there that belong to no section */
	unsigned overlay;            /* bytes behind the end that are not zero */
	bool mips_map;               /* DT_MIPS_RLD_MAP_REL */
	bool relro_alone; /* as lld: the dynamic section alone in its segment, PT_GNU_RELRO, an empty .bss behind */
};

void ex_make(struct fx *f, const struct ex_opts *o);
/* One of the four flavours. */
struct ex_opts ex_flavour(unsigned which);
/* The same options with the class and byte order of that flavour. */
struct ex_opts ex_in_flavour(struct ex_opts o, unsigned which);
/* One of eight, as the last three bits tell: the four flavours with section headers, and then without. */
struct ex_opts ex_variant(unsigned which);

/* An edit in all its steps. */
struct ex_edited {
	struct lw_arena a;
	struct lw_source src, after;
	struct lw_editing e;
	struct lw_images now;
	struct lw_error err;
	struct lw_span bytes; /* of the new file, or of the old one where nothing changes */
	const struct lw_image *img;
	bool ok;
};

/* Lays the edits out and, where something changes, proves the result, reads it, and sees that the same edits of it
 * change nothing. The test fails if it cannot be proved, or has a defect that fits no sound file. */
void ex_edit(const struct fx *f, const struct lw_edit *edits, size_t n, struct lw_edit_opts opts, struct ex_edited *x);
/* Only lays them out, whatever the file is like. */
void ex_lay(const struct fx *f, const struct lw_edit *edits, size_t n, struct lw_edit_opts opts, struct ex_edited *x);
/* The same as ex_edit for the bytes of a file. */
void ex_edit_bytes(struct lw_span bytes, const struct lw_edit *edits, size_t n, struct lw_edit_opts opts,
		   struct ex_edited *x);
void ex_done(struct ex_edited *x);
/* ex_edit of a file that is made for it; ex_end frees both. */
void ex_edit_made(struct ex_opts o, const struct lw_edit *edits, size_t n, struct lw_edit_opts opts, struct fx *f,
		  struct ex_edited *x);
void ex_end(struct fx *f, struct ex_edited *x);

/* The bytes where a text with its NUL begins, or UINT64_MAX. */
uint64_t ex_find(struct lw_span bytes, const char *text);
/* The number of a dynamic entry; UINT64_MAX where there is none. */
uint64_t ex_tag(const struct ex_edited *x, uint64_t tag);
/* "libm.so.6 libc.so.6": what is needed, in the arena. */
const char *ex_needs(struct ex_edited *x);
/* "libc.so.6:GLIBC_2.2.5* …": the version needs, weak ones with a star. */
const char *ex_asks(struct ex_edited *x);
/* "use_a@GLIBC_2.2.5 …": the dynamic symbols. */
const char *ex_symbols(struct ex_edited *x);
/* How many program headers of that type. */
uint32_t ex_count(const struct lw_image *img, uint64_t type);

#endif
