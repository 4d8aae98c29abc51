/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a static program still opens. Of glibc every one holds dlopen, setlocale and the converters of iconv, so that no
 * text tells who uses them; but nothing in the library itself uses them (measured with 2.36), so that whoever does is
 * the program. In a stripped file they are found by a text that only they have (named here with its source in glibc),
 * then by who uses the functions that hold it.
 */
#include <string.h>

#include "base/fail.h"
#include "format/elf_space.h"

struct look {
	struct lw_elf_space sp;
	struct lw_arena *a; /* of what stays */
	struct lw_static *out;
	struct lw_error *err;
	bool understood; /* a text of glibc was followed to the functions that use it */
};

#define HAS(k, text) lw_elf_has_text(&(k)->sp, "" text, sizeof(text) - 1)
#define HAS_STRING(k, text) lw_elf_has_text(&(k)->sp, "" text, sizeof(text))

/* As many functions use such a text or function; more would be none of glibc's. */
#define MOST_FUNCTIONS 1024u

static bool add_addr(const struct look *k, struct lw_elf_addrs *list, uint64_t addr) {
	if (list->n >= MOST_FUNCTIONS)
		return true;
	for (uint32_t i = 0; i < list->n; i++)
		if (list->at[i] == addr)
			return true;
	uint64_t *p = lw_vec_add(k->sp.a, list, k->err);
	if (p != NULL)
		*p = addr;
	return p != NULL;
}

static bool among(const struct lw_elf_addrs *list, uint64_t addr) {
	for (uint32_t i = 0; i < list->n; i++)
		if (list->at[i] == addr)
			return true;
	return false;
}

/* The begins of the functions whose code uses one of these addresses. */
static bool users_of(const struct look *k, struct lw_elf_addrs *targets, struct lw_elf_addrs *out) {
	struct lw_elf_uses uses = {0};
	LW_TRY(lw_elf_find_uses(&k->sp, targets, &uses, k->err));
	for (uint32_t i = 0; i < uses.n; i++) {
		const struct lw_elf_function *f = lw_elf_function_at(&k->sp, uses.at[i].from);
		if (!uses.at[i].data && f != NULL)
			LW_TRY(add_addr(k, out, f->start));
	}
	return true;
}

static bool text_users(const struct look *k, const char *text, bool alone, struct lw_elf_addrs *out) {
	struct lw_elf_addrs at = {0};
	return lw_elf_text_addrs(&k->sp, text, alone, &at, k->err) && users_of(k, &at, out);
}

/* How these functions are used by others than themselves. */
struct outside {
	uint32_t code, data;    /* data: how many of the functions have a pointer to them */
	uint64_t first, target; /* of a use in code */
};

static bool uses_outside(const struct look *k, struct lw_elf_addrs *targets, const struct lw_elf_addrs *inner,
			 struct outside *out) {
	struct lw_elf_uses uses = {0};
	struct lw_elf_addrs pointed = {0};
	LW_TRY(lw_elf_find_uses(&k->sp, targets, &uses, k->err));
	*out = (struct outside){0};
	for (uint32_t i = 0; i < uses.n; i++) {
		const struct lw_elf_use *u = &uses.at[i];
		const struct lw_elf_function *f = lw_elf_function_at(&k->sp, u->from);
		if (u->data)
			LW_TRY(add_addr(k, &pointed, u->target));
		else if (f != NULL && (among(targets, f->start) || among(inner, f->start)))
			continue;
		else if (out->code++ == 0)
			*out = (struct outside){.code = 1, .first = u->from, .target = u->target};
	}
	out->data = pointed.n;
	return true;
}

static void set(struct look *k, enum lw_way way, enum lw_sure sure, bool seen) {
	k->out->ways[way].sure = sure;
	k->out->ways[way].seen = seen;
}

static bool name_use(struct look *k, enum lw_way way, const char *what, uint64_t from) {
	const char *who = lw_elf_symbol_at(&k->sp, from);
	if (!k->out->has_symbols || what == NULL || who == NULL)
		return true;
	k->out->ways[way].by = lw_sprintf(k->a, k->err, "%s, called by %s", what, who);
	return k->out->ways[way].by != NULL;
}

/* Functions by their names; NULL behind the last. */
static const char *name_of(const struct look *k, const char *const *names, uint64_t addr) {
	for (; *names != NULL; names++) {
		const struct lw_elf_function *f = lw_elf_symbol(&k->sp, *names);
		if (f != NULL && f->start == addr)
			return *names;
	}
	return NULL;
}

/* used: how sure a use in code makes it. */
static bool judge_named(struct look *k, enum lw_way way, const char *const *names, enum lw_sure used) {
	struct lw_elf_addrs targets = {0};
	const struct lw_elf_addrs none = {0};
	struct outside uses;
	for (const char *const *name = names; *name != NULL; name++) {
		const struct lw_elf_function *f = lw_elf_symbol(&k->sp, *name);
		if (f != NULL)
			LW_TRY(add_addr(k, &targets, f->start));
	}
	if (targets.n != 0 && !lw_elf_can_use(&k->sp)) {
		set(k, way, LW_SURE_POSSIBLE, false);
		return true;
	}
	LW_TRY(uses_outside(k, &targets, &none, &uses));
	set(k, way,
	    uses.code != 0           ? used
		    : uses.data != 0 ? LW_SURE_POSSIBLE
				     : LW_SURE_NONE,
	    uses.code + uses.data != 0);
	return uses.code == 0 || name_use(k, way, name_of(k, names, uses.target), uses.first);
}

/* NAME_doit holds the text, two functions compute its address. A table of hooks for the libc of what is loaded has one
 * of them (glibc 2.36 dlfcn/dlfcn.c), which does not count; programs call the other. */
static bool judge_opener(struct look *k, const char *text, struct lw_static_way *out) {
	struct lw_elf_addrs inner = {0}, outer = {0};
	struct outside uses;
	LW_TRY(text_users(k, text, false, &inner) && users_of(k, &inner, &outer));
	if (outer.n == 0)
		return true; /* stays POSSIBLE */
	k->understood = true;
	LW_TRY(uses_outside(k, &outer, &inner, &uses));
	out->seen = uses.code != 0 || uses.data > 1;
	out->sure = uses.code != 0 ? LW_SURE_CERTAIN : uses.data > 1 ? LW_SURE_POSSIBLE : LW_SURE_NONE;
	return true;
}

/* glibc dlfcn/dlopen.c and dlmopen.c; only some static programs hold the second. */
static bool judge_dlopen(struct look *k) {
	struct lw_static_way one = {.sure = LW_SURE_POSSIBLE}, two = {.sure = LW_SURE_NONE};
	LW_TRY(judge_opener(k, "invalid mode parameter", &one));
	if (HAS_STRING(k, "invalid namespace")) {
		two.sure = LW_SURE_POSSIBLE;
		LW_TRY(judge_opener(k, "invalid namespace", &two));
	}
	k->out->ways[LW_WAY_DLOPEN] = one.sure > two.sure || (one.sure == two.sure && one.seen) ? one : two;
	return true;
}

/* glibc locale/setlocale.c and newlocale.c ask for the variable LOCPATH. */
static bool judge_locale(struct look *k) {
	struct lw_elf_addrs targets = {0};
	const struct lw_elf_addrs none = {0};
	struct outside uses;
	LW_TRY(text_users(k, "LOCPATH", true, &targets));
	/* Neither is in the file (--gc-sections), where texts of others lead to their functions. */
	if (targets.n == 0 && k->understood)
		set(k, LW_WAY_LOCALE, LW_SURE_NONE, false);
	if (targets.n == 0)
		return true;
	LW_TRY(uses_outside(k, &targets, &none, &uses));
	const bool used = uses.code + uses.data != 0;
	set(k, LW_WAY_LOCALE, used ? LW_SURE_POSSIBLE : LW_SURE_NONE, used);
	return true;
}

/* glibc iconv/gconv_charset.c: the function with the text is called by __gconv_create_spec, and that by iconv_open and
 * by intl/dcigettext.c, which knows "charset=". iconv/iconv.c has an assertion. */
static bool judge_iconv(struct look *k) {
	struct lw_elf_addrs parse = {0}, create = {0}, callers = {0}, gettext = {0};
	if (HAS_STRING(k, "!\"Nothing like this should happen\"")) {
		set(k, LW_WAY_ICONV, LW_SURE_CERTAIN, true);
		return true;
	}
	LW_TRY(text_users(k, ",IGNORE", false, &parse) && users_of(k, &parse, &create));
	LW_TRY(users_of(k, &create, &callers) && text_users(k, "charset=", true, &gettext));
	uint32_t known = 0;
	for (uint32_t i = 0; i < callers.n; i++)
		known += among(&gettext, callers.at[i]);
	if (known == 0)
		return true;
	set(k, LW_WAY_ICONV, callers.n > known ? LW_SURE_CERTAIN : LW_SURE_NONE, callers.n > known);
	return true;
}

/* The mode of an fopen that converts: "r,ccs=NAME" (glibc libio/fileops.c). The library's own text ends behind the
 * equals sign. */
static bool converts_files(const struct look *k) {
	static const char ccs[] = ",ccs=";
	for (uint32_t i = 0; i < k->sp.parts.n; i++) {
		const struct lw_span s = k->sp.parts.at[i].bytes;
		uint64_t at;
		for (uint64_t from = 0; lw_span_find(s, from, ccs, sizeof ccs - 1, &at); from = at + 1) {
			bool ok = true;
			if (lw_span_uint(s, at + sizeof ccs - 1, 1, false, &ok) != 0 && ok)
				return true;
		}
	}
	return false;
}

/* The public functions that lead to the name service: those of libc.a with a .gnu.warning section (glibc 2.36), and
 * those which call them without one. */
static const char *const users_of_nss[] = {"getaddrinfo",      "gethostbyname",
					   "gethostbyname_r",  "gethostbyname2",
					   "gethostbyname2_r", "gethostbyaddr",
					   "gethostbyaddr_r",  "gethostent",
					   "getnameinfo",      "getpwnam",
					   "getpwnam_r",       "getpwuid",
					   "getpwuid_r",       "getpwent",
					   "getpwent_r",       "getgrnam",
					   "getgrnam_r",       "getgrgid",
					   "getgrgid_r",       "getgrent",
					   "getgrent_r",       "getgrouplist",
					   "initgroups",       "getspnam",
					   "getspnam_r",       "getspent",
					   "getsgnam",         "getservbyname",
					   "getservbyname_r",  "getservbyport",
					   "getservbyport_r",  "getservent",
					   "getprotobyname",   "getprotobyname_r",
					   "getprotobynumber", "getprotobynumber_r",
					   "getprotoent",      "getnetbyname",
					   "getnetbyaddr",     "getnetent",
					   "getrpcbyname",     "getrpcbynumber",
					   "getaliasbyname",   "innetgr",
					   "setnetgrent",      NULL};

/* The first function of the table that is used by another than those, and by whom. */
static bool name_nss(struct look *k) {
	struct lw_elf_addrs targets = {0};
	struct lw_elf_uses uses = {0};
	for (uint32_t i = 0; users_of_nss[i] != NULL; i++) {
		const struct lw_elf_function *f = lw_elf_symbol(&k->sp, users_of_nss[i]);
		if (f != NULL)
			LW_TRY(add_addr(k, &targets, f->start));
	}
	LW_TRY(lw_elf_find_uses(&k->sp, &targets, &uses, k->err));
	for (uint32_t i = 0; users_of_nss[i] != NULL; i++) {
		const struct lw_elf_function *f = lw_elf_symbol(&k->sp, users_of_nss[i]);
		for (uint32_t j = 0; f != NULL && j < uses.n; j++)
			if (!uses.at[j].data && uses.at[j].target == f->start)
				return name_use(k, LW_WAY_NSS, users_of_nss[i], uses.at[j].from);
	}
	return true;
}

static bool judge_nss(struct look *k) {
	const bool inside = HAS_STRING(k, "/etc/nsswitch.conf") && HAS(k, "libnss_");
	set(k, LW_WAY_NSS, inside ? LW_SURE_CERTAIN : LW_SURE_NONE, inside);
	return !inside || !k->out->has_symbols || name_nss(k);
}

static bool by_symbols(struct look *k) {
	static const char *const opens[] = {"dlopen", "dlmopen", NULL},
				 *const locales[] = {"setlocale", "newlocale", NULL},
				 *const users_of_iconv[] = {"iconv_open", NULL};
	LW_TRY(judge_named(k, LW_WAY_DLOPEN, opens, LW_SURE_CERTAIN));
	LW_TRY(judge_named(k, LW_WAY_LOCALE, locales, LW_SURE_POSSIBLE));
	LW_TRY(judge_named(k, LW_WAY_ICONV, users_of_iconv, LW_SURE_CERTAIN));
	if (lw_elf_symbol(&k->sp, "iconv_open") != NULL) /* only who calls it has it linked in */
		set(k, LW_WAY_ICONV, LW_SURE_CERTAIN, true);
	return true;
}

static bool judge_glibc(struct look *k) {
	for (unsigned i = 0; i < LW_N_WAYS; i++)
		set(k, i, LW_SURE_POSSIBLE, false);
	LW_TRY(judge_nss(k));
	LW_TRY(k->out->has_symbols ? by_symbols(k) : judge_dlopen(k) && judge_locale(k) && judge_iconv(k));
	if (converts_files(k))
		set(k, LW_WAY_LOCALE, LW_SURE_POSSIBLE, true);
	return true;
}

static void tell_musl(struct look *k) {
	k->out->dlopen_stub = HAS_STRING(k, "Dynamic loading not supported");
	k->out->resolver = HAS_STRING(k, "/etc/resolv.conf");
	k->out->locales = HAS_STRING(k, "MUSL_LOCPATH");
	k->out->users = HAS_STRING(k, "/etc/passwd");
}

/* glibc: elf/dl-tunables.c since 2.26, and the converters that each static program holds before that. musl:
 * src/errno/__strerror.h, src/locale/locale_map.c, src/ldso/dlopen.c. bionic: libc/system_properties. dietlibc names
 * itself only in its symbols. */
static enum lw_inner_libc libc_of(const struct look *k) {
	if (HAS_STRING(k, "GLIBC_TUNABLES") || (HAS_STRING(k, "GCONV_PATH") && HAS_STRING(k, "gconv_trans_context")))
		return LW_INNER_GLIBC;
	if (HAS_STRING(k, "/dev/__properties__"))
		return LW_INNER_BIONIC;
	if (HAS_STRING(k, "No error information") || HAS_STRING(k, "MUSL_LOCPATH") ||
	    lw_elf_symbol(&k->sp, "__init_libc") != NULL)
		return LW_INNER_MUSL;
	return lw_elf_symbol(&k->sp, "__you_tried_to_link_a_dietlibc_object_against_glibc") != NULL ? LW_INNER_DIETLIBC
												    : LW_INNER_UNKNOWN;
}

/* Paths of the standard library's sources, in messages of panics: "/rustc/" and the 40 digits of a commit. */
static bool is_rust(const struct look *k) {
	static const char prefix[] = "/rustc/";
	const size_t n = sizeof prefix - 1;
	for (uint32_t i = 0; i < k->sp.parts.n; i++) {
		const struct lw_span s = k->sp.parts.at[i].bytes;
		uint64_t at;
		for (uint64_t from = 0; lw_span_find(s, from, prefix, n, &at); from = at + 1) {
			bool ok = true;
			if (lw_span_uint(s, at + n + 40, 1, false, &ok) == '/' && ok)
				return true;
		}
	}
	return lw_elf_symbol(&k->sp, "rust_eh_personality") != NULL ||
		lw_elf_symbol(&k->sp, "rust_begin_unwind") != NULL;
}

static bool tell(struct look *k, const struct lw_source *src, const struct lw_image *img) {
	LW_TRY(lw_elf_space_load(&k->sp, src, img, k->sp.a, k->err));
	k->out->has_symbols = lw_elf_symbol(&k->sp, "__libc_start_main") != NULL;
	k->out->packed = HAS(k, "UPX!") && HAS(k, "This file is packed with the UPX");
	k->out->libc = libc_of(k);
	k->out->rust = is_rust(k);
	k->out->origin = k->out->rust && (HAS(k, "/c-scape-0.") || HAS(k, "/origin-0.") || HAS(k, "/eyra-0."));
	LW_TRY(lw_elf_read_go(&k->sp, k->a, &k->out->go, k->err));
	if (k->out->packed || !k->sp.whole)
		for (unsigned i = 0; i < LW_N_WAYS; i++)
			set(k, i, LW_SURE_POSSIBLE, false);
	else if (k->out->libc == LW_INNER_GLIBC)
		LW_TRY(judge_glibc(k));
	else if (k->out->libc == LW_INNER_MUSL)
		tell_musl(k);
	return true;
}

bool lw_elf_static(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a, struct lw_static *out,
		   struct lw_error *err) {
	struct lw_arena scratch = {0};
	struct look k = {.a = a, .out = out, .err = err};
	*out = (struct lw_static){0};
	k.sp.a = &scratch;
	const bool ok = tell(&k, src, img);
	lw_arena_free(&scratch);
	return ok;
}
