/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a Python file loads with its own hands: ctypes, cffi, LoadLibrary, directories added to a search, flags of
 * dlopen. The file is never run. Its expressions are followed as far as they are constants, paths beside the file and
 * loops over what is written there; conditions are not decided, so both branches count. What is not known stays open
 * in a pattern.
 *
 * Sources: CPython's Lib/ctypes/__init__.py and util.py, Modules/posixmodule.c (os.add_dll_directory), cffi's api.py,
 * numpy's ctypeslib.py, delvewheel's _wheel_repair.py (what it writes into __init__.py and .load-order files).
 */
#ifndef LW_PACKAGE_PYTHON_H
#define LW_PACKAGE_PYTHON_H

#include "base/arena.h"
#include "bytes/span.h"

/* (code, name in JSON) */
#define LW_PY_ACTS(X) \
	X(LOAD, "load")                   /* a library is opened */ \
	X(FIND, "find")                   /* ctypes.util.find_library: a name without lib and .so is looked for */ \
	X(DLL_DIRECTORY, "dll-directory") /* os.add_dll_directory, AddDllDirectory, SetDllDirectory */ \
	X(VARIABLE, "variable")     /* a directory in a variable of the environment: PATH, LD_LIBRARY_PATH … */ \
	X(FLAGS, "flags")           /* sys.setdlopenflags: mode counts for extension modules imported later */ \
	X(LOAD_ORDER, "load-order") /* a file of delvewheel that names DLLs, one after the other, is read */

enum lw_py_act {
#define X(code, name) LW_PY_##code,
	LW_PY_ACTS(X)
#undef X
		LW_N_PY_ACTS
};

/* What the pattern begins from. */
#define LW_PY_BASES(X) \
	X(NAME, "name")         /* no directory: the loader searches it */ \
	X(HERE, "here")         /* the directory of the Python file */ \
	X(SITE, "site")         /* a directory in which packages lie: what sys.path has */ \
	X(PREFIX, "prefix")     /* sys.prefix */ \
	X(CWD, "cwd")           /* the current directory */ \
	X(ABSOLUTE, "absolute") /* "/…", "C:\…" */ \
	X(ANYWHERE, "anywhere") /* the directory is not known; the pattern begins with "*" */ \
	X(PROGRAM, "program")   /* CDLL(None): nothing is loaded */

enum lw_py_base {
#define X(code, name) LW_PY_##code##_BASE,
	LW_PY_BASES(X)
#undef X
		LW_N_PY_BASES
};

enum lw_py_mode { LW_PY_LOCAL, LW_PY_GLOBAL, LW_PY_MODE_UNKNOWN };

struct lw_py_load {
	enum lw_py_act act;
	enum lw_py_mode mode;
	enum lw_py_base base;
	bool certain;     /* done whenever the file is imported, and with this pattern alone */
	uint32_t line;    /* of the call, from 1 */
	const char *call; /* "ctypes.CDLL"; "?.dlopen" where the object is not known */
	/* The path below base, with "." and ".." folded; ".." may stand at its front. '*' is any text, also with
	 * slashes; it stands for what is not known. Of VARIABLE one directory. */
	const char *pattern;
	const char *variable; /* of VARIABLE, or NULL */
};

struct lw_py_loads {
	const struct lw_py_load *at; /* by line */
	uint32_t n;
	bool cut; /* the file is too entangled to be followed to its end; there may be more */
};

/* All of it lives in the arena; text is borrowed during the call only. Text that is no Python gives what can be
 * recognised. Errors: NOMEM, LIMIT (a file over 16 MiB or of more than two million tokens, more than 4096 loads). */
bool lw_py_scan(struct lw_span text, struct lw_arena *a, struct lw_py_loads *out, struct lw_error *err) LW_USE;

/* Could the path be what the pattern stands for? Both below the same base. A "*" + slash at the front of the pattern
 * also stands for nothing. */
bool lw_py_matches(const char *pattern, const char *path);

/* The last part of the pattern: what is known of the file's name, "*" if nothing. Borrowed from it. */
const char *lw_py_pattern_name(const char *pattern);

/* The names in a .load-order file of delvewheel. Errors: NOMEM, LIMIT. */
bool lw_py_load_order(struct lw_span text, struct lw_arena *a, const char *const **names, uint32_t *n,
		      struct lw_error *err) LW_USE;

const char *lw_py_act_name(enum lw_py_act act);
const char *lw_py_base_name(enum lw_py_base base);
const char *lw_py_mode_name(enum lw_py_mode mode);

#endif
