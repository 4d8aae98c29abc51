/* SPDX-License-Identifier: Apache-2.0 */
/*
 * musl's look-up of symbols: ldso/dynlink.c find_sym, get_lfs64, do_relocs. Versions are not compared; of several
 * symbols of one name only the first that is no old version counts. Visibility and DT_SYMBOLIC mean nothing to it.
 */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "bind/bind.h"

struct definition {
	const struct bind_object *in;
	const struct lw_elf_entry *e;
};

/* In an object one symbol answers for the name, whether it will do or not. */
static const struct lw_elf_entry *first_of(const struct lw_elf_table *t, const char *name, uint32_t hash) {
	const struct lw_elf_entry *e = NULL;
	while ((e = lw_elf_table_find(t, name, hash, e)) != NULL && e->hidden)
		;
	return e;
}

static bool will_do(const struct lw_elf_entry *e, uint16_t machine, bool need_definition) {
	static const unsigned types = 1u << STT_NOTYPE | 1u << STT_OBJECT | 1u << STT_FUNC | 1u << STT_COMMON |
		1u << STT_TLS,
			      binds = 1u << STB_GLOBAL | 1u << STB_WEAK | 1u << STB_GNU_UNIQUE;
	/* ARCH_SYM_REJECT_UND of MIPS wants STO_MIPS_PLT, which is not kept; its stubs have a value all the same. */
	if (e->shndx == SHN_UNDEF && (need_definition || e->type == STT_TLS || machine == EM_MIPS))
		return false;
	return (e->has_value || e->type == STT_TLS) && (types >> e->type & 1) != 0 && (binds >> e->bind & 1) != 0;
}

static struct definition find(const struct binder *b, const char *name, uint32_t hash, uint32_t from, bool need) {
	for (uint32_t i = lw_bind_next_having(b, hash, from); i < b->n_scope; i = lw_bind_next_having(b, hash, i + 1)) {
		const struct lw_elf_entry *e = first_of(b->scope[i].elf, name, hash);
		if (e != NULL && will_do(e, b->scope[i].img->machine, need))
			return (struct definition){&b->scope[i], e};
	}
	return (struct definition){0};
}

/* musl 1.2.4 took the names of LFS64 out of libc; its loader still binds programs that have them. */
static const char *const lfs64[] = {
	"aio_cancel", "aio_error", "aio_fsync", "aio_read",      "aio_return",      "aio_suspend", "aio_write",
	"alphasort",  "creat",     "fallocate", "fgetpos",       "fopen",           "freopen",     "fseeko",
	"fsetpos",    "fstat",     "fstatat",   "fstatfs",       "fstatvfs",        "ftello",      "ftruncate",
	"ftw",        "getdents",  "getrlimit", "glob",          "globfree",        "lio_listio",  "lockf",
	"lseek",      "lstat",     "mkostemp",  "mkostemps",     "mkstemp",         "mkstemps",    "mmap",
	"nftw",       "open",      "openat",    "posix_fadvise", "posix_fallocate", "pread",       "preadv",
	"prlimit",    "pwrite",    "pwritev",   "readdir",       "scandir",         "sendfile",    "setrlimit",
	"stat",       "statfs",    "statvfs",   "tmpfile",       "truncate",        "versionsort", "__fxstat",
	"__fxstatat", "__lxstat",  "__xstat",
};

static const char *without_64(const char *name) {
	const size_t n = strlen(name);
	if (strcmp(name, "readdir64_r") == 0)
		return "readdir_r";
	if (n < 3 || strcmp(name + n - 2, "64") != 0)
		return NULL;
	for (size_t i = 0; i < sizeof lfs64 / sizeof lfs64[0]; i++)
		if (strlen(lfs64[i]) == n - 2 && strncmp(lfs64[i], name, n - 2) == 0)
			return lfs64[i];
	return NULL;
}

/* The last number of a version such as "1.2.4". */
static bool has_lfs64_names(const struct lw_graph *g) {
	unsigned long n[3] = {0};
	const char *at = g->loader.version;
	for (unsigned i = 0; i < 3 && at != NULL && *at != '\0'; i++) {
		char *end;
		n[i] = strtoul(at, &end, 10);
		at = *end == '.' ? end + 1 : end;
	}
	return g->loader.version != NULL && (n[0] != 1 || n[1] > 2 || (n[1] == 2 && n[2] >= 4));
}

static struct definition find_lfs64(const struct binder *b, const char *name) {
	const char *plain = has_lfs64_names(b->g) ? without_64(name) : NULL;
	for (uint32_t i = 0; plain != NULL && i < b->n_scope; i++)
		if (b->scope[i].o->role == LW_ROLE_LOADER) {
			const struct lw_elf_entry *e =
				first_of(b->scope[i].elf, plain, lw_session_symbol_hash(b->s, plain));
			if (e != NULL && will_do(e, b->scope[i].img->machine, true))
				return (struct definition){&b->scope[i], e};
		}
	return (struct definition){0};
}

static bool bind_class(struct binder *b, const struct bind_object *o, const struct lw_elf_entry *e, uint8_t refs,
		       uint32_t before, struct lw_error *err) {
	struct definition d = find(b, e->name, e->hash, refs == LW_REF_COPY, refs == LW_REF_CALL);
	if (d.e == NULL)
		d = find_lfs64(b, e->name);
	const uint32_t provider = d.e == NULL ? LW_NO_ID : d.in->id;
	for (uint32_t i = before; i < b->list.n; i++)
		if (b->list.at[i].provider == provider) {
			b->list.at[i].refs |= refs;
			return true;
		}
	struct lw_binding *x = lw_bind_add(b, o, e, refs, err);
	if (x == NULL || d.e == NULL)
		return x != NULL;
	x->state = LW_BIND_FOUND;
	x->provider = provider;
	x->provider_size = d.e->size;
	x->weak_provider = d.e->bind == STB_WEAK;
	x->unique = x->unique || d.e->bind == STB_GNU_UNIQUE;
	x->stub = d.e->shndx == SHN_UNDEF;
	return true;
}

static bool bind_symbol(struct binder *b, const struct bind_object *o, const struct lw_elf_entry *e,
			struct lw_error *err) {
	static const uint8_t classes[] = {LW_REF_CALL, LW_REF_TLS, LW_REF_DATA, LW_REF_COPY};
	const uint32_t before = b->list.n;
	for (unsigned i = 0; i < sizeof classes && e->bind != STB_LOCAL; i++)
		if ((e->refs & classes[i]) != 0)
			LW_TRY(bind_class(b, o, e, classes[i], before, err));
	return true;
}

bool lw_bind_musl(struct binder *b, struct lw_error *err) {
	for (uint32_t i = b->n_scope; i > 0; i--) {
		const struct bind_object *o = &b->scope[i - 1];
		for (uint32_t k = 0; k < o->elf->n; k++)
			if (o->elf->at[k].refs != 0)
				LW_TRY(bind_symbol(b, o, &o->elf->at[k], err));
	}
	return true;
}
