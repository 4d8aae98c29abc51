/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of libraries of which it is known what they give, or what they load. */
#include <string.h>

#include "package/python_path.h"
#include "package/python_run.h"

typedef const struct py_set *known_fn(struct py_run *x, const struct py_value *callee, const struct py_args *args);

static const struct py_set *first(const struct py_args *args, const char *name) {
	const struct py_set *s = lw_py_arg(args, 0, name);
	return s == NULL ? &lw_py_any : s;
}

static const struct py_set *one_any(struct py_run *x) {
	return lw_py_text(&x->m, &(char){PY_M_ANY}, 1);
}

static const struct py_set *same(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	(void)x, (void)callee;
	return first(args, NULL);
}

/* What stands for a user's directory or a variable of the environment is not known. */
static const struct py_set *expand(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *s = first(args, NULL);
	(void)x, (void)callee;
	for (uint32_t i = 0; i < s->n; i++)
		if (s->at[i].kind == PY_V_TEXT &&
		    (memchr(s->at[i].u.text, '$', s->at[i].n) != NULL || (s->at[i].n > 0 && s->at[i].u.text[0] == '~')))
			return &lw_py_any;
	return s;
}

/* os.path.join and pathlib.Path. */
static const struct py_set *join(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *path = first(args, NULL);
	(void)callee;
	if (args->n == 0)
		return lw_py_text(&x->m, ".", 1);
	for (uint32_t i = 1; i < args->n; i++)
		path = lw_py_path_join(&x->m, path, args->at[i]);
	return args->more ? lw_py_union(&x->m, path, lw_py_path_join(&x->m, path, one_any(x))) : path;
}

static const struct py_set *dir(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	(void)callee;
	return lw_py_path_dir(&x->m, first(args, "p"));
}

static const struct py_set *base(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	(void)callee;
	return lw_py_path_base(&x->m, first(args, "p"));
}

static const struct py_set *real(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	(void)callee;
	return lw_py_path_real(&x->m, first(args, "path"));
}

static const struct py_set *two(struct py_run *x, const struct py_set *l, const struct py_set *r) {
	const struct py_set **items = lw_alloc(x->m.a, 2, sizeof *items, x->m.err);
	if (items == NULL) {
		x->m.failed = x->m.stop = true;
		return &lw_py_any;
	}
	items[0] = l;
	items[1] = r;
	return lw_py_list(&x->m, items, 2, false);
}

static const struct py_set *split(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	return two(x, dir(x, callee, args), base(x, callee, args));
}

static const struct py_set *splitext(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *s = first(args, "p");
	(void)callee;
	return two(x, lw_py_path_stem(&x->m, s, false), lw_py_path_stem(&x->m, s, true));
}

static const struct py_set *cwd(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	(void)callee, (void)args;
	return lw_py_text(&x->m, &(char){PY_M_CWD}, 1);
}

static const struct py_set *site(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *s = lw_py_text(&x->m, &(char){PY_M_SITE}, 1), *which = lw_py_arg(args, 0, "name");
	const bool pure = which == NULL ||
		(which->n == 1 && (lw_py_is_text(&which->at[0], "purelib") || lw_py_is_text(&which->at[0], "platlib")));
	if (lw_py_is_name(callee, "site.getsitepackages"))
		return lw_py_list_of(&x->m, s);
	return pure ? s : &lw_py_any;
}

/* The directory of a package, and what is below it. */
static const struct py_set *resource(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *package = lw_py_arg(args, 0, "package");
	(void)callee;
	if (package == NULL)
		package = lw_py_arg(args, 0, "anchor");
	const struct py_set *path =
		package == NULL ? lw_py_text(&x->m, &(char){PY_M_HERE}, 1) : lw_py_package_dir(x, package);
	for (uint32_t i = 1; i < args->n; i++)
		path = lw_py_path_join(&x->m, path, args->at[i]);
	return path;
}

/* A module by its name. */
static const struct py_set *module(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *s = lw_py_arg(args, 0, "name");
	struct py_adding b;
	b.n = 0;
	(void)callee;
	for (uint32_t i = 0; s != NULL && i < s->n; i++)
		lw_py_add_all(&b,
			      s->at[i].kind == PY_V_TEXT ? lw_py_name(&x->m, s->at[i].u.text, s->at[i].n)
							 : lw_py_one(&x->m, s->at[i]));
	return b.n == 0 ? &lw_py_any : lw_py_added(&x->m, &b);
}

static const struct py_set *glob(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *in = lw_py_arg(args, PY_MOST_ARGS, "root_dir");
	(void)callee, (void)in;
	return lw_py_list_of(&x->m, lw_py_path_glob(&x->m, first(args, "pathname")));
}

static const struct py_set *list_dir(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	(void)args;
	if (!lw_py_is_name(callee, "os.scandir"))
		return lw_py_list_of(&x->m, one_any(x));
	return lw_py_list_of(&x->m, lw_py_path_join(&x->m, first(args, "path"), one_any(x)));
}

/* Each directory below, its directories, its files. */
static const struct py_set *walk(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *top = first(args, "top"), *names = lw_py_list_of(&x->m, one_any(x));
	const struct py_set **items = lw_alloc(x->m.a, 3, sizeof *items, x->m.err);
	(void)callee;
	if (items == NULL) {
		x->m.failed = x->m.stop = true;
		return &lw_py_any;
	}
	items[0] = lw_py_union(&x->m, top, lw_py_path_join(&x->m, top, one_any(x)));
	items[1] = items[2] = names;
	return lw_py_list_of(&x->m, lw_py_list(&x->m, items, 3, false));
}

/* list, sorted, reversed … of what is one list already. */
static const struct py_set *as_list(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *s = lw_py_arg(args, args->n > 1 && lw_py_is_name(callee, "filter"), NULL);
	if (s == NULL)
		return lw_py_list(&x->m, NULL, 0, false);
	if (s->n == 1 && s->at[0].kind == PY_V_LIST)
		return s;
	return lw_py_list_of(&x->m, lw_py_item(&x->m, s));
}

static const struct py_set *chain(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *all = lw_py_list(&x->m, NULL, 0, false);
	(void)callee;
	for (uint32_t i = 0; i < args->n; i++)
		all = lw_py_binary(x, "+", 1, all, args->at[i]);
	return all;
}

static const struct py_set *next(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *other = lw_py_arg(args, 1, NULL), *item = lw_py_item(&x->m, first(args, NULL));
	(void)callee;
	return other == NULL ? item : lw_py_union(&x->m, item, other);
}

static const struct py_set *zip(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set **items = lw_alloc(x->m.a, args->n, sizeof *items, x->m.err);
	(void)callee;
	if (items == NULL) {
		x->m.failed = x->m.stop = true;
		return &lw_py_any;
	}
	for (uint32_t i = 0; i < args->n; i++)
		items[i] = lw_py_item(&x->m, args->at[i]);
	return lw_py_list_of(&x->m, lw_py_list(&x->m, items, args->n, false));
}

static const struct py_set *enumerate(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	(void)callee;
	return lw_py_list_of(&x->m, two(x, &lw_py_any, lw_py_item(&x->m, first(args, NULL))));
}

static const struct py_set *map(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	uint32_t n;
	const struct py_set *const *items = lw_py_items(&x->m, args->n < 2 ? &lw_py_any : args->at[1], &n);
	const struct py_set *out = &lw_py_empty;
	(void)callee;
	x->unsure++;
	for (uint32_t i = 0; i < n && lw_py_burn(&x->m, 1); i++) {
		const struct py_args one = {.at = {items[i]}, .n = 1, .line = args->line};
		out = lw_py_union(&x->m, out, lw_py_call(x, first(args, NULL), &one));
	}
	x->unsure--;
	return lw_py_list_of(&x->m, out);
}

static const struct py_set *get_attribute(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *of = first(args, NULL), *name = lw_py_arg(args, 1, NULL),
			    *other = lw_py_arg(args, 2, NULL);
	const struct py_set *out = other == NULL ? &lw_py_empty : other;
	(void)callee;
	for (uint32_t i = 0; i < of->n; i++)
		for (uint32_t k = 0; name != NULL && k < name->n && lw_py_burn(&x->m, 1); k++)
			out = lw_py_union(
				&x->m, out,
				of->at[i].kind == PY_V_NAME && name->at[k].kind == PY_V_TEXT
					? lw_py_known_attribute(x, &of->at[i], name->at[k].u.text, name->at[k].n)
					: &lw_py_any);
	return out->n == 0 ? &lw_py_any : out;
}

/* functools.partial: the function alone; what it was given goes to it as if it were called now. */
static const struct py_set *partial(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	(void)x, (void)callee;
	return first(args, NULL);
}

/* A variable of the environment is not known; what stands in for it may be. */
static const struct py_set *get_variable(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *other = lw_py_arg(args, 1, "default");
	(void)callee;
	return other == NULL ? &lw_py_any : lw_py_union(&x->m, &lw_py_any, other);
}

static const struct py_set *set_variable(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *name = lw_py_arg(args, 0, NULL), *value = lw_py_arg(args, 1, NULL);
	(void)callee;
	if (name != NULL && value != NULL)
		lw_py_record_variable(x, name, value, args->line);
	return value == NULL ? &lw_py_any : value;
}

static const struct py_set *set_variables(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *dict = first(args, NULL);
	(void)callee;
	for (uint32_t i = 0; i < args->n_named; i++)
		lw_py_record_variable(x, lw_py_text(&x->m, args->named[i].name, args->named[i].n), args->named[i].value,
				      args->line);
	for (uint32_t i = 0; i < dict->n; i++)
		for (uint32_t k = 0; dict->at[i].kind == PY_V_DICT && k + 1 < dict->at[i].n; k += 2)
			lw_py_record_variable(x, dict->at[i].u.items[k], dict->at[i].u.items[k + 1], args->line);
	return &lw_py_none;
}

static const struct py_set *load(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *name = lw_py_arg(args, 0, "name");
	if (name == NULL && (args->more || args->n_named > 0))
		name = &lw_py_any;
	if (name == NULL)
		return NULL;
	lw_py_record(x, LW_PY_LOAD, callee->u.text, callee->n, name, lw_py_arg(args, 1, "mode"), args->line);
	return NULL;
}

/* numpy.ctypeslib.load_library(name, directory or a file in it): an ending is added where there is none. */
static const struct py_set *load_beside(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *name = first(args, "libname"), *at = lw_py_arg(args, 1, "loader_path");
	struct py_adding dirs, names;
	dirs.n = names.n = 0;
	if (at == NULL)
		return load(x, callee, args);
	for (uint32_t i = 0; i < at->n; i++) {
		const struct py_set *one = lw_py_one(&x->m, at->at[i]), *in = lw_py_path_dir(&x->m, one);
		const bool file = at->at[i].kind == PY_V_TEXT && at->at[i].n > 1 &&
			(at->at[i].u.text[at->at[i].n - 1] == PY_M_SELF ||
			 memcmp(at->at[i].u.text + at->at[i].n - 2, "py", 2) == 0);
		lw_py_add_all(&dirs, file ? in : lw_py_union(&x->m, one, in));
	}
	for (uint32_t i = 0; i < name->n; i++) {
		const struct py_set *one = lw_py_one(&x->m, name->at[i]), *end = lw_py_path_stem(&x->m, one, true);
		const bool ended = end->n == 1 && end->at[0].kind == PY_V_TEXT && end->at[0].n > 0;
		lw_py_add_all(&names, ended ? one : lw_py_concat(&x->m, one, lw_py_literal(&x->m, ".\001")));
	}
	const struct py_set *path = lw_py_path_join(&x->m, lw_py_added(&x->m, &dirs), lw_py_added(&x->m, &names));
	lw_py_record(x, LW_PY_LOAD, callee->u.text, callee->n, path, NULL, args->line);
	return NULL;
}

/* An extension module by hand: (name, path). */
static const struct py_set *load_second(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *path = lw_py_arg(args, 1, "path");
	if (path != NULL)
		lw_py_record(x, LW_PY_LOAD, callee->u.text, callee->n, path, NULL, args->line);
	return NULL;
}

/* What find_library gives for a name: the soname on Linux, a path on macOS, a DLL on Windows; None if there is none
 * (Lib/ctypes/util.py). */
static const struct py_set *find(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *name = first(args, "name"), *any = one_any(x);
	const struct py_set *lib = lw_py_concat(&x->m, lw_py_literal(&x->m, "lib"), name);
	lw_py_record(x, LW_PY_FIND, callee->u.text, callee->n, name, NULL, args->line);
	const struct py_set *out = lw_py_concat(&x->m, lib, lw_py_literal(&x->m, ".so\001"));
	const struct py_set *mac = lw_py_concat(&x->m, lw_py_literal(&x->m, "\001/"), lib);
	out = lw_py_union(&x->m, out, lw_py_concat(&x->m, mac, lw_py_literal(&x->m, ".dylib")));
	const struct py_set *win = lw_py_concat(&x->m, lw_py_concat(&x->m, any, lw_py_literal(&x->m, "/")), name);
	out = lw_py_union(&x->m, out, lw_py_concat(&x->m, win, lw_py_literal(&x->m, ".dll")));
	return lw_py_union(&x->m, out, &lw_py_none);
}

static const struct py_set *dll_directory(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *path = lw_py_arg(args, 0, "path");
	if (path != NULL)
		lw_py_record(x, LW_PY_DLL_DIRECTORY, callee->u.text, callee->n, path, NULL, args->line);
	return NULL;
}

static const struct py_set *set_dlopen_flags(struct py_run *x, const struct py_value *callee,
					     const struct py_args *args) {
	lw_py_record(x, LW_PY_FLAGS, callee->u.text, callee->n, &lw_py_none, first(args, NULL), args->line);
	return &lw_py_none;
}

/* Lists of DLLs that delvewheel leaves: ".load-order-NAME". */
static const struct py_set *open_file(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	const struct py_set *path = first(args, "file"), *name = lw_py_path_base(&x->m, path);
	for (uint32_t i = 0; i < name->n && i < path->n; i++)
		if (name->at[i].kind == PY_V_TEXT && name->at[i].n >= 11 &&
		    memcmp(name->at[i].u.text, ".load-order", 11) == 0) {
			lw_py_record(x, LW_PY_LOAD_ORDER, callee->u.text, callee->n, path, NULL, args->line);
			break;
		}
	return NULL;
}

static const struct {
	const char *name;
	known_fn *fn;
} known[] = {
	{"os.path.join", join},
	{"os.path.dirname", dir},
	{"os.path.basename", base},
	{"os.path.abspath", real},
	{"os.path.realpath", real},
	{"os.path.normpath", same},
	{"os.path.normcase", same},
	{"os.path.relpath", same},
	{"os.path.expanduser", expand},
	{"os.path.expandvars", expand},
	{"os.path.split", split},
	{"os.path.splitext", splitext},
	{"os.readlink", real},
	{"os.fspath", same},
	{"os.fsencode", same},
	{"os.fsdecode", same},
	{"os.getcwd", cwd},
	{"pathlib.Path.cwd", cwd},
	{"pathlib.Path", join},
	{"pathlib.PurePath", join},
	{"pathlib.PosixPath", join},
	{"pathlib.WindowsPath", join},
	{"str", same},
	{"bytes", same},
	{"unicode", same},
	{"site.getsitepackages", site},
	{"site.getusersitepackages", site},
	{"sysconfig.get_path", site},
	{"distutils.sysconfig.get_python_lib", site},
	{"pkg_resources.resource_filename", resource},
	{"importlib.resources.files", resource},
	{"importlib.resources.path", resource},
	{"importlib.resources.as_file", same},
	{"importlib_resources.files", resource},
	{"importlib_resources.path", resource},
	{"importlib_resources.as_file", same},
	{"importlib.util.find_spec", module},
	{"importlib.import_module", module},
	{"pkgutil.get_loader", module},
	{"__import__", module},
	{"glob.glob", glob},
	{"glob.iglob", glob},
	{"os.listdir", list_dir},
	{"os.scandir", list_dir},
	{"os.walk", walk},
	{"list", as_list},
	{"tuple", as_list},
	{"set", as_list},
	{"frozenset", as_list},
	{"sorted", as_list},
	{"reversed", as_list},
	{"iter", as_list},
	{"filter", as_list},
	{"itertools.chain", chain},
	{"next", next},
	{"zip", zip},
	{"enumerate", enumerate},
	{"map", map},
	{"getattr", get_attribute},
	{"functools.partial", partial},
	{"os.environ.get", get_variable},
	{"os.getenv", get_variable},
	{"os.environ.pop", get_variable},
	{"os.putenv", set_variable},
	{"os.environ.setdefault", set_variable},
	{"os.environ.__setitem__", set_variable},
	{"os.environ.update", set_variables},
	{"ctypes.util.find_library", find},
	{"find_library", find},
	{"util.find_library", find},
	{"ctypes.find_library", find},
	{"sys.setdlopenflags", set_dlopen_flags},
	{"open", open_file},
	{"io.open", open_file},
	{"numpy.ctypeslib.load_library", load_beside},
};

/* The last part of a name is enough, whatever it belongs to. */
static const struct {
	const char *last;
	known_fn *fn;
} by_last[] = {
	{"CDLL", load},
	{"PyDLL", load},
	{"WinDLL", load},
	{"OleDLL", load},
	{"LoadLibrary", load},
	{"LoadLibraryA", load},
	{"LoadLibraryW", load},
	{"LoadLibraryExA", load},
	{"LoadLibraryExW", load},
	{"dlopen", load},
	{"load_op_library", load},
	{"load_library", load},
	{"load_dynamic", load_second},
	{"ExtensionFileLoader", load_second},
	{"add_dll_directory", dll_directory},
	{"AddDllDirectory", dll_directory},
	{"SetDllDirectoryW", dll_directory},
	{"SetDllDirectoryA", dll_directory},
	{"enter_context", same},
};

static bool ends_with_part(const struct py_value *v, const char *last) {
	const size_t n = strlen(last);
	return v->n >= n && memcmp(v->u.text + v->n - n, last, n) == 0 && (v->n == n || v->u.text[v->n - n - 1] == '.');
}

const struct py_set *lw_py_known_call(struct py_run *x, const struct py_value *callee, const struct py_args *args) {
	if (lw_py_is_name(callee,
			  "ctypes.Lib"
			  "raryLoader"))
		return lw_py_name(&x->m, "ctypes.cdll", 11);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (lw_py_is_name(callee, known[i].name))
			return known[i].fn(x, callee, args);
	for (size_t i = 0; i < sizeof by_last / sizeof *by_last; i++)
		if (ends_with_part(callee, by_last[i].last))
			return by_last[i].fn(x, callee, args);
	return NULL;
}
