/* SPDX-License-Identifier: Apache-2.0 */
#include "format/manifest.h"

#include <expat.h>
#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "base/vec.h"

/* Elements within each other; the deepest that means something has seven. */
#define DEEPEST 64
#define MOST_ENTRIES 4096
#define BETWEEN '|' /* namespace and name, as expat hands them over */

/* Where in the document an element stands that means something; the others are NOWHERE, with all that is in them. */
enum place {
	NOWHERE,
	DOCUMENT,
	ASSEMBLY,
	DEPENDENCY,
	DEPENDENT,
	TRUST,
	SECURITY,
	PRIVILEGES,
	LEVEL,
	APPLICATION,
	SETTINGS,
	CODE_PAGE,
	LONG_PATH,
	IDENTITY,
	DEPENDENT_IDENTITY,
	FILE_ENTRY,
	NO_INHERIT,
	N_PLACES
};

struct reader {
	XML_Parser xml;
	struct lw_arena *a;
	struct lw_error *err;
	struct lw_manifest *m;
	enum place stack[DEEPEST];
	uint32_t depth;
	bool optional; /* the dependency that is open */
	char text[64]; /* of the setting that is open */
	size_t n_text;
	LW_VEC(struct lw_manifest_dependency) dependencies;
	LW_VEC(struct lw_manifest_file) files;
};

typedef bool open_element(struct reader *x, const XML_Char **attributes);

static open_element open_identity, open_dependent_identity, open_dependency, open_file, open_level, open_setting,
	open_no_inherit;

/* Namespaces: the later ones of assemblies stand for the earlier (Wine actctx.c, xml_elem_cmp); each year of Windows
 * has its own for the settings. */
#define ASM "urn:schemas-microsoft-com:asm.v"
#define SMI "http://schemas.microsoft.com/SMI/"

static const struct rule {
	enum place parent, place;
	const char *space, *name;
	open_element *open;
} rules[] = {
	{DOCUMENT, ASSEMBLY, ASM, "assembly", NULL},
	{ASSEMBLY, IDENTITY, ASM, "assemblyIdentity", open_identity},
	{ASSEMBLY, NO_INHERIT, ASM, "noInherit", open_no_inherit},
	{ASSEMBLY, FILE_ENTRY, ASM, "file", open_file},
	{ASSEMBLY, DEPENDENCY, ASM, "dependency", open_dependency},
	{DEPENDENCY, DEPENDENT, ASM, "dependentAssembly", NULL},
	{DEPENDENT, DEPENDENT_IDENTITY, ASM, "assemblyIdentity", open_dependent_identity},
	{ASSEMBLY, TRUST, ASM, "trustInfo", NULL},
	{TRUST, SECURITY, ASM, "security", NULL},
	{SECURITY, PRIVILEGES, ASM, "requestedPrivileges", NULL},
	{PRIVILEGES, LEVEL, ASM, "requestedExecutionLevel", open_level},
	{ASSEMBLY, APPLICATION, ASM, "application", NULL},
	{APPLICATION, SETTINGS, ASM, "windowsSettings", NULL},
	{SETTINGS, CODE_PAGE, SMI, "activeCodePage", open_setting},
	{SETTINGS, LONG_PATH, SMI, "longPathAware", open_setting},
};

static bool is_named(const XML_Char *full, const struct rule *rule) {
	const char *bar = strrchr(full, BETWEEN);
	return bar != NULL && strcmp(bar + 1, rule->name) == 0 && strncmp(full, rule->space, strlen(rule->space)) == 0;
}

static const struct rule *find_rule(enum place parent, const XML_Char *name) {
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
		if (rules[i].parent == parent && is_named(name, &rules[i]))
			return &rules[i];
	return NULL;
}

/* Attributes come in pairs, those of other namespaces with a bar in the name. */
static const char *attribute(const XML_Char **attributes, const char *name) {
	for (; attributes[0] != NULL; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}

static bool keep(struct reader *x, const XML_Char **attributes, const char *name, const char **out) {
	const char *value = attribute(attributes, name);
	if (value == NULL)
		return true;
	*out = lw_strdup(x->a, value, x->err);
	return *out != NULL;
}

static bool read_identity(struct reader *x, const XML_Char **attributes, struct lw_manifest_identity *out) {
	return keep(x, attributes, "name", &out->name) && keep(x, attributes, "version", &out->version) &&
		keep(x, attributes, "type", &out->type) &&
		keep(x, attributes, "processorArchitecture", &out->processor_architecture) &&
		keep(x, attributes, "publicKeyToken", &out->public_key_token) &&
		keep(x, attributes, "language", &out->language);
}

static bool open_identity(struct reader *x, const XML_Char **attributes) {
	if (x->m->has_identity)
		return true;
	x->m->has_identity = true;
	return read_identity(x, attributes, &x->m->identity);
}

static bool too_many(struct reader *x, const char *what) {
	return lw_fail(x->err, LW_E_LIMIT, "there are more than %d %s in the manifest", MOST_ENTRIES, what);
}

static bool open_dependency(struct reader *x, const XML_Char **attributes) {
	const char *optional = attribute(attributes, "optional");
	x->optional = optional != NULL && lw_ascii_same(optional, "yes");
	return true;
}

static bool open_dependent_identity(struct reader *x, const XML_Char **attributes) {
	if (x->dependencies.n == MOST_ENTRIES)
		return too_many(x, "dependencies");
	struct lw_manifest_dependency *d = lw_vec_add(x->a, &x->dependencies, x->err);
	if (d == NULL)
		return false;
	d->optional = x->optional;
	return read_identity(x, attributes, &d->identity);
}

static bool open_file(struct reader *x, const XML_Char **attributes) {
	if (attribute(attributes, "name") == NULL)
		return true;
	if (x->files.n == MOST_ENTRIES)
		return too_many(x, "files");
	struct lw_manifest_file *f = lw_vec_add(x->a, &x->files, x->err);
	return f != NULL && keep(x, attributes, "name", &f->name) && keep(x, attributes, "loadFrom", &f->load_from);
}

static bool open_level(struct reader *x, const XML_Char **attributes) {
	return keep(x, attributes, "level", &x->m->execution_level);
}

static bool open_no_inherit(struct reader *x, const XML_Char **attributes) {
	(void)attributes;
	x->m->no_inherit = true;
	return true;
}

static bool open_setting(struct reader *x, const XML_Char **attributes) {
	(void)attributes;
	x->n_text = 0;
	return true;
}

/* What was said of the setting, without blanks around it. */
static bool close_setting(struct reader *x, enum place place) {
	static const char blanks[] = " \t\r\n";
	x->text[x->n_text] = '\0';
	const char *text = x->text + strspn(x->text, blanks);
	while (x->n_text > 0 && strchr(blanks, x->text[x->n_text - 1]) != NULL)
		x->text[--x->n_text] = '\0';
	if (place == LONG_PATH)
		x->m->long_path_aware = strcmp(text, "true") == 0;
	else
		x->m->active_code_page = lw_strdup(x->a, text, x->err);
	return x->err->code == LW_E_OK;
}

static void stop(struct reader *x) {
	XML_StopParser(x->xml, XML_FALSE);
}

static void XMLCALL on_start(void *ctx, const XML_Char *name, const XML_Char **attributes) {
	struct reader *x = ctx;
	const struct rule *rule = find_rule(x->stack[x->depth], name);
	if (x->depth + 1 == DEEPEST) {
		(void)lw_fail(x->err, LW_E_LIMIT, "elements of the manifest lie more than %d deep", DEEPEST);
		stop(x);
		return;
	}
	x->stack[++x->depth] = rule == NULL ? NOWHERE : rule->place;
	if (rule != NULL && rule->open != NULL && !rule->open(x, attributes))
		stop(x);
}

static void XMLCALL on_end(void *ctx, const XML_Char *name) {
	struct reader *x = ctx;
	const enum place place = x->stack[x->depth--];
	(void)name;
	if ((place == CODE_PAGE || place == LONG_PATH) && !close_setting(x, place))
		stop(x);
}

/* More than a setting can mean is cut. */
static void XMLCALL on_text(void *ctx, const XML_Char *text, int n) {
	struct reader *x = ctx;
	const enum place place = x->stack[x->depth];
	if (place != CODE_PAGE && place != LONG_PATH)
		return;
	for (int i = 0; i < n && x->n_text + 1 < sizeof x->text; i++)
		x->text[x->n_text++] = text[i];
}

static void XMLCALL on_doctype(void *ctx, const XML_Char *name, const XML_Char *system, const XML_Char *public,
			       int internal) {
	struct reader *x = ctx;
	(void)name, (void)system, (void)public, (void)internal;
	(void)lw_fail(x->err, LW_E_UNSUPPORTED, "the manifest has a document type definition, which is not read");
	stop(x);
}

/* Expat's own words, where none of the handlers has said why. */
static bool why(struct reader *x) {
	const enum XML_Error code = XML_GetErrorCode(x->xml);
	const XML_Index at = XML_GetCurrentByteIndex(x->xml);
	const uint64_t off = at < 0 ? 0 : (uint64_t)at;
	if (code == XML_ERROR_NO_MEMORY)
		return lw_fail(x->err, LW_E_NOMEM, "out of memory");
	(void)lw_fail(x->err, LW_E_MALFORMED, "the manifest is no XML: %s (line %lu)", XML_ErrorString(code),
		      (unsigned long)XML_GetCurrentLineNumber(x->xml));
	if (x->err->code != LW_E_NOMEM && !x->err->has_off) {
		x->err->has_off = true;
		x->err->off = off;
	}
	return false;
}

static bool run(struct reader *x, struct lw_span text) {
	XML_SetUserData(x->xml, x);
	XML_SetElementHandler(x->xml, on_start, on_end);
	XML_SetCharacterDataHandler(x->xml, on_text);
	XML_SetStartDoctypeDeclHandler(x->xml, on_doctype);
	x->stack[0] = DOCUMENT;
	if (XML_Parse(x->xml, (const char *)text.ptr, (int)text.len, XML_TRUE) != XML_STATUS_OK)
		return why(x);
	x->m->dependencies = x->dependencies.at;
	x->m->n_dependencies = x->dependencies.n;
	x->m->files = x->files.at;
	x->m->n_files = x->files.n;
	return true;
}

/* A unit of UTF-16 has two bytes, and one of them may well be zero. */
static bool is_wide(struct lw_span s) {
	return s.len >= 2 && (s.ptr[0] == 0 || s.ptr[1] == 0 || s.ptr[0] == 0xff || s.ptr[0] == 0xfe);
}

/* Resources are padded with zeros, and those are not XML. */
static struct lw_span without_padding(struct lw_span s) {
	const bool wide = is_wide(s);
	while (wide && s.len > 2 && s.len % 2 == 0 && s.ptr[s.len - 1] == 0 && s.ptr[s.len - 2] == 0)
		s.len -= 2;
	while (!wide && s.len > 0 && s.ptr[s.len - 1] == 0)
		s.len--;
	return s;
}

bool lw_manifest_parse(struct lw_span text, struct lw_arena *a, struct lw_manifest **out, struct lw_error *err) {
	struct lw_manifest *m = lw_alloc(a, 1, sizeof *m, err);
	struct reader x = {.a = a, .err = err, .m = m};
	if (m == NULL)
		return false;
	if (text.len > LW_MANIFEST_MOST_BYTES)
		return lw_fail(err, LW_E_LIMIT, "the manifest has %llu bytes, and only %llu are read",
			       (unsigned long long)text.len, (unsigned long long)LW_MANIFEST_MOST_BYTES);
	text = without_padding(text);
	x.xml = XML_ParserCreateNS(NULL, BETWEEN);
	if (x.xml == NULL)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	const bool ok = run(&x, text);
	XML_ParserFree(x.xml);
	if (ok)
		*out = m;
	return ok;
}
