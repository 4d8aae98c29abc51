/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuse-tables < SPEC: libraries of nothing but dynamic symbols, made of the tables of src/fuse. Lines of fields between
 * tabs: file PATH bits big|little machine e_flags sysv|gnu base     begins a library symbol name version|- file|-
 * letters info other value size  letters: d defined, h hidden, w weakly needed, f found, - none needed NAME    soname
 * NAME    text TEXT    need file version weak|-    define name weak|- [parent...] end writes it Values count from the
 * beginning of .data; undefined symbols that nobody finds get a slot there with a relocation. Says for each library
 * "file PATH address-of-data" and for each symbol in the order given "symbol index offset-of-slot|-".
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "format/elf_records.h"
#include "fuse/tables.h"
#include "names/elf_numbers.h"

#define MOST_FIELDS 64
#define MOST_FILE (64u << 20)

enum part { NONE, DYNSYM, DYNSTR, GNU_HASH, HASH, VERSYM, VERNEED, VERDEF, RELOCS, DYNAMIC, DATA, SHSTRTAB, N_PARTS };

struct part_rule {
	const char *name;
	uint64_t type, flags, link, tag;
};

static const struct part_rule rules[N_PARTS] = {
	[DYNSYM] = {".dynsym", SHT_DYNSYM, SHF_ALLOC, DYNSTR, DT_SYMTAB},
	[DYNSTR] = {".dynstr", SHT_STRTAB, SHF_ALLOC, 0, DT_STRTAB},
	[GNU_HASH] = {".gnu.hash", SHT_GNU_HASH, SHF_ALLOC, DYNSYM, DT_GNU_HASH},
	[HASH] = {".hash", SHT_HASH, SHF_ALLOC, DYNSYM, DT_HASH},
	[VERSYM] = {".gnu.version", SHT_GNU_versym, SHF_ALLOC, DYNSYM, DT_VERSYM},
	[VERNEED] = {".gnu.version_r", SHT_GNU_verneed, SHF_ALLOC, DYNSTR, DT_VERNEED},
	[VERDEF] = {".gnu.version_d", SHT_GNU_verdef, SHF_ALLOC, DYNSTR, DT_VERDEF},
	[RELOCS] = {".rela.dyn", SHT_RELA, SHF_ALLOC, DYNSYM, DT_RELA},
	[DYNAMIC] = {".dynamic", SHT_DYNAMIC, SHF_ALLOC | SHF_WRITE, DYNSTR, 0},
	[DATA] = {".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 0, 0},
	[SHSTRTAB] = {".shstrtab", SHT_STRTAB, 0, 0, 0},
};

/* The relocation that stores a symbol's address in a word. */
static const struct {
	uint16_t machine;
	uint8_t type;
	bool rela;
} words[] = {{EM_X86_64, 1, true}, {EM_AARCH64, 0, true}, {EM_S390, 22, true},
	     {EM_386, 1, false},   {EM_ARM, 2, false},    {EM_PPC, 1, true}};

struct made {
	struct lw_arena a;
	struct lw_fuse_tables t;
	char *path;
	uint64_t machine, flags;
	LW_VEC(struct lw_fuse_symbol) symbols;
	LW_VEC(const char *) texts;
	LW_VEC(uint64_t) tags; /* of each text; 0: none */
	LW_VEC(struct lw_fuse_version_need) more;
	LW_VEC(struct lw_fuse_version_def) defs;
	uint64_t at[N_PARTS], size[N_PARTS], names[N_PARTS], end;
	uint8_t *bytes;
	struct lw_error err;
};

static void stop(struct made *m) {
	fprintf(stderr, "fuse-tables: %s: %s: %s\n", m->path != NULL ? m->path : "-", lw_code_name(m->err.code),
		m->err.text);
	exit(1);
}

#define MUST(m, call) \
	do { \
		if (!(call)) \
			stop(m); \
	} while (0)

static char *copy(struct made *m, const char *text) {
	char *s = lw_strdup(&m->a, text, &m->err);
	MUST(m, s != NULL);
	return s;
}

static void begin(struct made *m, char **f) {
	memset(m, 0, sizeof *m);
	m->path = copy(m, f[1]);
	m->t = (struct lw_fuse_tables){
		.is64 = strcmp(f[2], "64") == 0, .big = strcmp(f[3], "big") == 0, .sysv = strcmp(f[6], "sysv") == 0};
	m->machine = strtoull(f[4], NULL, 0);
	m->flags = strtoull(f[5], NULL, 0);
	m->t.wide_hash = m->machine == EM_S390 && m->t.is64;
	m->t.base = copy(m, f[7]);
}

static void add_symbol(struct made *m, char **f) {
	struct lw_fuse_symbol *s = lw_vec_add(&m->a, &m->symbols, &m->err);
	MUST(m, s != NULL);
	*s = (struct lw_fuse_symbol){.name = copy(m, f[1]),
				     .version = strcmp(f[2], "-") == 0 ? NULL : copy(m, f[2]),
				     .version_file = strcmp(f[3], "-") == 0 ? NULL : copy(m, f[3]),
				     .defined = strchr(f[4], 'd') != NULL,
				     .hidden = strchr(f[4], 'h') != NULL,
				     .version_weak = strchr(f[4], 'w') != NULL,
				     .found = strchr(f[4], 'f') != NULL,
				     .info = (uint8_t)strtoul(f[5], NULL, 0),
				     .other = (uint8_t)strtoul(f[6], NULL, 0),
				     .value = strtoull(f[7], NULL, 0),
				     .size = strtoull(f[8], NULL, 0)};
}

static void add_text(struct made *m, const char *text, uint64_t tag) {
	const char **slot = lw_vec_add(&m->a, &m->texts, &m->err);
	uint64_t *t = slot == NULL ? NULL : lw_vec_add(&m->a, &m->tags, &m->err);
	MUST(m, t != NULL);
	*slot = copy(m, text);
	*t = tag;
}

static void add_need(struct made *m, char **f) {
	struct lw_fuse_version_need *n = lw_vec_add(&m->a, &m->more, &m->err);
	MUST(m, n != NULL);
	*n = (struct lw_fuse_version_need){copy(m, f[1]), copy(m, f[2]), strcmp(f[3], "weak") == 0};
}

static void add_def(struct made *m, char **f, uint32_t n) {
	struct lw_fuse_version_def *d = lw_vec_add(&m->a, &m->defs, &m->err);
	const char **parents = d == NULL ? NULL : lw_alloc(&m->a, n, sizeof *parents, &m->err);
	MUST(m, parents != NULL);
	*d = (struct lw_fuse_version_def){copy(m, f[1]), parents, n - 3, strcmp(f[2], "weak") == 0};
	for (uint32_t i = 3; i < n; i++)
		parents[i - 3] = copy(m, f[i]);
}

static bool has_slot(const struct lw_fuse_symbol *s) {
	return !s->defined && !s->found;
}

static bool is_rela(const struct made *m, uint64_t *type) {
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (words[i].machine == m->machine) {
			*type = m->machine == EM_AARCH64 ? 257 : words[i].type;
			return words[i].rela;
		}
	*type = 1;
	return true;
}

static const struct lw_record *record_of_relocs(const struct made *m) {
	uint64_t type;
	return is_rela(m, &type) ? &lw_rec_rela : &lw_rec_rel;
}

static unsigned word_of(const struct made *m) {
	return m->t.is64 ? 8 : 4;
}

static struct lw_span bytes_of(const struct made *m, enum part p) {
	const struct lw_fuse_tables *t = &m->t;
	switch (p) {
	case DYNSYM:
		return t->dynsym;
	case DYNSTR:
		return t->dynstr;
	case GNU_HASH:
		return t->gnu_hash;
	case HASH:
		return t->hash;
	case VERSYM:
		return t->versym;
	case VERNEED:
		return t->verneed;
	case VERDEF:
		return t->verdef;
	default:
		return (struct lw_span){0};
	}
}

static uint64_t align_of(const struct made *m, enum part p) {
	return p == DYNSTR || p == SHSTRTAB    ? 1
		: p == VERSYM                  ? 2
		: p == DATA                    ? 16
		: p == HASH && !m->t.wide_hash ? 4
					       : word_of(m);
}

static uint64_t size_of(struct made *m, enum part p) {
	uint64_t n = 0, data = 0;
	for (uint32_t i = 0; i < m->symbols.n; i++) {
		const struct lw_fuse_symbol *s = &m->symbols.at[i];
		n += has_slot(s);
		data = !has_slot(s) && s->value + 16 > data ? s->value + 16 : data;
	}
	if (p == RELOCS)
		return n * lw_record_size(record_of_relocs(m), m->t.is64);
	if (p == DYNAMIC)
		return (m->texts.n + 16) * lw_record_size(&lw_rec_dyn, m->t.is64);
	if (p == DATA)
		return data + n * 8 + 16;
	if (p != SHSTRTAB)
		return bytes_of(m, p).len;
	for (unsigned i = 1; i < N_PARTS; i++)
		data = (i == 1 ? 1 : data) + strlen(rules[i].name) + 1;
	return data;
}

static void lay(struct made *m) {
	uint64_t at = lw_record_size(&lw_rec_ehdr, m->t.is64) + 3 * lw_record_size(&lw_rec_phdr, m->t.is64);
	for (enum part p = DYNSYM; p < N_PARTS; p++) {
		const uint64_t align = align_of(m, p);
		at = (at + align - 1) & ~(align - 1);
		m->at[p] = at;
		m->size[p] = size_of(m, p);
		at += m->size[p];
	}
	m->end = (at + 15) & ~(uint64_t)15;
	if (m->end > MOST_FILE) {
		fprintf(stderr, "fuse-tables: %s: too large\n", m->path);
		exit(1);
	}
	m->bytes = lw_alloc(&m->a, (size_t)m->end + N_PARTS * 64, 1, &m->err);
	MUST(m, m->bytes != NULL);
}

/* The slots lie at the end of the data; each holds the address of an import, or nothing if it is weak. */
static void put_relocs(struct made *m, uint64_t *slots) {
	const struct lw_record *rec = record_of_relocs(m);
	uint64_t at = m->at[RELOCS], slot = m->at[DATA] + m->size[DATA], type;
	(void)is_rela(m, &type);
	for (uint32_t i = 0; i < m->symbols.n; i++) {
		const struct lw_fuse_symbol *s = &m->symbols.at[i];
		if (!has_slot(s))
			continue;
		slot -= 8;
		slots[i] = slot;
		const struct lw_raw_rel r = {
			slot, m->t.is64 ? (uint64_t)s->index << 32 | type : (uint64_t)s->index << 8 | type};
		lw_record_put(rec, m->bytes + at, m->t.is64, m->t.big, &r);
		at += lw_record_size(rec, m->t.is64);
	}
}

static void put_tag(struct made *m, uint64_t *at, uint64_t tag, uint64_t val) {
	const struct lw_dyn d = {.d_tag = tag, .d_val = val};
	lw_record_put(&lw_rec_dyn, m->bytes + *at, m->t.is64, m->t.big, &d);
	*at += lw_record_size(&lw_rec_dyn, m->t.is64);
}

static void put_dynamic(struct made *m) {
	const bool rela = record_of_relocs(m) == &lw_rec_rela;
	uint64_t at = m->at[DYNAMIC];
	for (uint32_t i = 0; i < m->texts.n; i++)
		if (m->tags.at[i] != 0)
			put_tag(m, &at, m->tags.at[i], lw_fuse_tables_text(&m->t, m->texts.at[i]));
	for (enum part p = DYNSYM; p <= VERDEF; p++)
		if (m->size[p] != 0)
			put_tag(m, &at, rules[p].tag, m->at[p]);
	put_tag(m, &at, DT_STRSZ, m->t.dynstr.len);
	put_tag(m, &at, DT_SYMENT, lw_record_size(&lw_rec_sym, m->t.is64));
	if (m->t.n_verneed != 0)
		put_tag(m, &at, DT_VERNEEDNUM, m->t.n_verneed);
	if (m->t.n_verdef != 0)
		put_tag(m, &at, DT_VERDEFNUM, m->t.n_verdef);
	if (m->size[RELOCS] != 0) {
		put_tag(m, &at, rela ? DT_RELA : DT_REL, m->at[RELOCS]);
		put_tag(m, &at, rela ? DT_RELASZ : DT_RELSZ, m->size[RELOCS]);
		put_tag(m, &at, rela ? DT_RELAENT : DT_RELENT, lw_record_size(record_of_relocs(m), m->t.is64));
	}
}

static void put_names(struct made *m) {
	uint64_t off = 1;
	for (enum part p = DYNSYM; p < N_PARTS; p++) {
		const char *name = p == RELOCS && record_of_relocs(m) == &lw_rec_rel ? ".rel.dyn" : rules[p].name;
		memcpy(m->bytes + m->at[SHSTRTAB] + off, name, strlen(name));
		m->names[p] = off;
		off += strlen(rules[p].name) + 1;
	}
}

static void put_sections(struct made *m) {
	const struct lw_fuse_tables *t = &m->t;
	for (enum part p = DYNSYM; p < N_PARTS; p++) {
		const struct part_rule *r = &rules[p];
		const bool rel = p == RELOCS && record_of_relocs(m) == &lw_rec_rel;
		const struct lw_shdr h = {.sh_name = m->names[p],
					  .sh_type = rel ? SHT_REL : r->type,
					  .sh_flags = r->flags,
					  .sh_addr = (r->flags & SHF_ALLOC) != 0 ? m->at[p] : 0,
					  .sh_offset = m->at[p],
					  .sh_size = m->size[p],
					  .sh_link = r->link,
					  .sh_info = p == DYNSYM ? t->n_local
						  : p == VERNEED ? t->n_verneed
						  : p == VERDEF  ? t->n_verdef
								 : 0,
					  .sh_addralign = align_of(m, p),
					  .sh_entsize = p == DYNSYM ? lw_record_size(&lw_rec_sym, t->is64)
						  : p == RELOCS     ? lw_record_size(record_of_relocs(m), t->is64)
						  : p == DYNAMIC    ? lw_record_size(&lw_rec_dyn, t->is64)
						  : p == HASH       ? (t->wide_hash ? 8 : 4)
						  : p == VERSYM     ? 2
						  : p == GNU_HASH && !t->is64 ? 4
									      : 0};
		if (m->size[p] != 0)
			lw_record_put(&lw_rec_shdr, m->bytes + m->end + p * lw_record_size(&lw_rec_shdr, t->is64),
				      t->is64, t->big, &h);
	}
}

static void put_headers(struct made *m) {
	const bool is64 = m->t.is64, big = m->t.big;
	const uint64_t head = lw_record_size(&lw_rec_ehdr, is64), part = lw_record_size(&lw_rec_phdr, is64);
	const struct lw_ehdr e = {.e_type = ET_DYN,
				  .e_machine = m->machine,
				  .e_version = 1,
				  .e_phoff = head,
				  .e_shoff = m->end,
				  .e_flags = m->flags,
				  .e_ehsize = head,
				  .e_phentsize = part,
				  .e_phnum = 3,
				  .e_shentsize = lw_record_size(&lw_rec_shdr, is64),
				  .e_shnum = N_PARTS,
				  .e_shstrndx = SHSTRTAB};
	const uint64_t loaded = m->at[SHSTRTAB];
	const struct lw_phdr p[3] = {
		{.p_type = PT_LOAD, .p_flags = PF_R | PF_W, .p_filesz = loaded, .p_memsz = loaded, .p_align = 0x10000},
		{.p_type = PT_DYNAMIC,
		 .p_flags = PF_R | PF_W,
		 .p_offset = m->at[DYNAMIC],
		 .p_vaddr = m->at[DYNAMIC],
		 .p_paddr = m->at[DYNAMIC],
		 .p_filesz = m->size[DYNAMIC],
		 .p_memsz = m->size[DYNAMIC],
		 .p_align = word_of(m)},
		{.p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W, .p_align = 16},
	};
	const uint8_t ident[] = {0x7f, 'E', 'L', 'F', is64 ? 2 : 1, big ? 2 : 1, 1, ELFOSABI_GNU};
	lw_record_put(&lw_rec_ehdr, m->bytes, is64, big, &e);
	memcpy(m->bytes, ident, sizeof ident);
	for (unsigned i = 0; i < 3; i++)
		lw_record_put(&lw_rec_phdr, m->bytes + head + i * part, is64, big, &p[i]);
}

/* Addresses are only known now. */
static void place_symbols(struct made *m) {
	for (uint32_t i = 0; i < m->symbols.n; i++) {
		struct lw_fuse_symbol *s = &m->symbols.at[i];
		if (has_slot(s))
			continue;
		s->value += m->at[DATA];
		s->shndx = s->defined ? DATA : SHN_UNDEF;
	}
	MUST(m, lw_fuse_tables_place(&m->t, &m->err));
}

static void write_file(struct made *m) {
	FILE *f = fopen(m->path, "wb");
	const size_t size = (size_t)m->end + N_PARTS * lw_record_size(&lw_rec_shdr, m->t.is64);
	if (f == NULL || fwrite(m->bytes, 1, size, f) != size || fclose(f) != 0) {
		perror(m->path);
		exit(1);
	}
}

static void make(struct made *m) {
	struct lw_fuse_tables *t = &m->t;
	t->a = &m->a;
	t->symbols = m->symbols.at;
	t->n = m->symbols.n;
	t->texts = m->texts.at;
	t->n_texts = m->texts.n;
	t->more = m->more.at;
	t->n_more = m->more.n;
	t->defs = m->defs.at;
	t->n_defs = m->defs.n;
	MUST(m, lw_fuse_tables_build(t, &m->err));
	uint64_t *slots = lw_alloc(&m->a, m->symbols.n, sizeof *slots, &m->err);
	MUST(m, slots != NULL);
	lay(m);
	place_symbols(m);
	for (enum part p = DYNSYM; p <= VERDEF; p++)
		if (m->size[p] != 0)
			memcpy(m->bytes + m->at[p], bytes_of(m, p).ptr, (size_t)m->size[p]);
	put_relocs(m, slots);
	put_dynamic(m);
	put_names(m);
	put_sections(m);
	put_headers(m);
	write_file(m);
	printf("file\t%s\t%" PRIu64 "\n", m->path, m->at[DATA]);
	for (uint32_t i = 0; i < m->symbols.n; i++)
		printf("symbol\t%u\t%" PRIu64 "\n", m->symbols.at[i].index, slots[i]);
	lw_arena_free(&m->a);
}

static void take(struct made *m, char **f, uint32_t n) {
	if (strcmp(f[0], "file") == 0 && n == 8)
		begin(m, f);
	else if (strcmp(f[0], "symbol") == 0 && n == 9)
		add_symbol(m, f);
	else if (strcmp(f[0], "needed") == 0 && n == 2)
		add_text(m, f[1], DT_NEEDED);
	else if (strcmp(f[0], "soname") == 0 && n == 2)
		add_text(m, f[1], DT_SONAME);
	else if (strcmp(f[0], "text") == 0 && n == 2)
		add_text(m, f[1], 0);
	else if (strcmp(f[0], "need") == 0 && n == 4)
		add_need(m, f);
	else if (strcmp(f[0], "define") == 0 && n >= 3)
		add_def(m, f, n);
	else if (strcmp(f[0], "end") == 0 && n == 1)
		make(m);
	else {
		fprintf(stderr, "fuse-tables: cannot read a line of %s with %u fields\n", f[0], n);
		exit(1);
	}
}

int main(void) {
	struct made m = {0};
	char *line = NULL, *f[MOST_FIELDS];
	size_t room = 0;
	while (getline(&line, &room, stdin) > 0) {
		uint32_t n = 0;
		line[strcspn(line, "\n")] = '\0';
		for (char *at = line; at != NULL && n < MOST_FIELDS; n++)
			f[n] = strsep(&at, "\t");
		take(&m, f, n);
	}
	free(line);
	return 0;
}
