/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "names/windows_dlls.h"

static void names_are_sorted_and_found(void **state) {
	(void)state;
	unsigned n = 0;
	for (; lw_windows_dll(n) != NULL; n++) {
		const char *name = lw_windows_dll(n);
		if (n != 0 && strcmp(lw_windows_dll(n - 1), name) >= 0)
			fail_msg("%s stands before %s", lw_windows_dll(n - 1), name);
		assert_true(lw_windows_has(name));
		for (const char *c = name; *c != '\0'; c++)
			if (*c >= 'A' && *c <= 'Z')
				fail_msg("%s has a capital letter", name);
		const char *point = strrchr(name, '.');
		assert_true(point != NULL && (strcmp(point, ".dll") == 0 || strcmp(point, ".drv") == 0));
	}
	assert_true(n > 500);
}

static void case_does_not_count(void **state) {
	(void)state;
	assert_true(lw_windows_is_known_dll("KERNEL32.dll"));
	assert_true(lw_windows_is_known_dll("ws2_32.DLL"));
	assert_true(lw_windows_has("WINSPOOL.DRV"));
	assert_true(lw_windows_has("d3dcompiler_47.dll"));
	assert_false(lw_windows_is_known_dll("kernel32"));
	assert_false(lw_windows_is_known_dll("version.dll"));
	assert_false(lw_windows_has(""));
	assert_false(lw_windows_has("zzz.dll"));
}

static void known_ones_are_there(void **state) {
	(void)state;
	static const char *const known[] = {"advapi32.dll", "clbcatq.dll", "gdi32full.dll", "kernelbase.dll",
					    "msvcrt.dll",   "ntdll.dll",   "ucrtbase.dll",  "wow64win.dll"};
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		assert_true(lw_windows_is_known_dll(known[i]) && lw_windows_has(known[i]));
}

/* What has to be installed first, or comes along with the program. */
static void redistributables_are_not_there(void **state) {
	(void)state;
	static const char *const others[] = {
		"vcruntime140.dll", "vcruntime140_1.dll", "msvcp140.dll", "concrt140.dll",      "vcomp140.dll",
		"mfc140u.dll",      "msvcr120.dll",       "msvcp120.dll", "d3dcompiler_43.dll", "d3dx9_43.dll",
		"xinput1_3.dll",    "vulkan-1.dll",       "opencl.dll",   "python3.dll",        "ucrtbased.dll"};
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		assert_false(lw_windows_has(others[i]) || lw_windows_is_known_dll(others[i]));
}

RUN("windows_dlls", T(names_are_sorted_and_found), T(case_does_not_count), T(known_ones_are_there),
    T(redistributables_are_not_there))
