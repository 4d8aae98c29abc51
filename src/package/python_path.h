/* SPDX-License-Identifier: Apache-2.0 */
/* os.path and pathlib on texts with marks. Each gives one value for each of the set's. */
#ifndef LW_PACKAGE_PYTHON_PATH_H
#define LW_PACKAGE_PYTHON_PATH_H

#include "package/python_value.h"

const struct py_set *lw_py_path_join(struct py_maker *m, const struct py_set *x, const struct py_set *y);
const struct py_set *lw_py_path_dir(struct py_maker *m, const struct py_set *s);
const struct py_set *lw_py_path_base(struct py_maker *m, const struct py_set *s);
/* Absolute, with "." and ".." folded. */
const struct py_set *lw_py_path_real(struct py_maker *m, const struct py_set *s);
/* Without its ending (".so"), or the ending alone. */
const struct py_set *lw_py_path_stem(struct py_maker *m, const struct py_set *s, bool ending);
/* A pattern of glob(3) as text: what it leaves open is PY_M_ANY. */
const struct py_set *lw_py_path_glob(struct py_maker *m, const struct py_set *s);

/* Folds "." and ".." in w. */
void lw_py_path_fold(struct py_writing *w);
/* Begins with a place, a slash or a drive. */
bool lw_py_path_absolute(const char *text, size_t n);

#endif
