/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LW_PACKAGE_PYTHON_LOAD_H
#define LW_PACKAGE_PYTHON_LOAD_H

#include "package/python_run.h"

void lw_py_sort_loads(struct lw_py_load *at, uint32_t n);

#endif
