/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does what its arguments say, one call each, and tells what came of it. Its command line is "host.exe|OP|OP…":
 *   load=PATH  altered=PATH  python=PATH  flags=HEX,PATH   LoadLibraryEx with 0, LOAD_WITH_ALTERED_SEARCH_PATH,
 *                                                         LOAD_LIBRARY_SEARCH_DEFAULT_DIRS|_DLL_LOAD_DIR, those flags
 *   add=DIR  set=DIR  unset  default=HEX  chdir=DIR  path=LIST   AddDllDirectory, SetDllDirectory (NULL for unset), …
 *   call=DLL,SYMBOL   GetProcAddress of what is loaded
 */
#include <windows.h>

#include "wine_list.h"

typedef void *(WINAPI *add_fn)(const WCHAR *);
typedef BOOL(WINAPI *default_fn)(DWORD);

static void say(const WCHAR *text) {
	char bytes[2000];
	DWORD wrote;
	int n = WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, sizeof(bytes), 0, 0);

	if (n > 1)
		WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), bytes, n - 1, &wrote, 0);
}

static void say_number(DWORD n) {
	WCHAR text[12], *p = text + 11;

	*p = 0;
	do
		*--p = L'0' + n % 10;
	while (n /= 10);
	say(p);
}

static void tell(HMODULE got) {
	WCHAR path[1000];
	DWORD error = GetLastError();

	if (got && GetModuleFileNameW(got, path, 1000))
		say(L" = "), say(path);
	else
		say(got ? L" = ok" : L" ! "), got ? (void)0 : say_number(error);
	say(L"\n");
}

static DWORD hex(const WCHAR *s, const WCHAR **end) {
	DWORD n = 0;

	for (; *s && *s != ','; s++)
		n = n * 16 + (*s <= '9' ? *s - '0' : (*s | 32) - 'a' + 10);
	*end = *s ? s + 1 : s;
	return n;
}

static int is(const WCHAR *op, const WCHAR *word, const WCHAR **value) {
	while (*word && *op == *word)
		op++, word++;
	*value = *op == '=' ? op + 1 : op;
	return !*word && (!*op || *op == '=');
}

static void call(WCHAR *name) {
	WCHAR *comma = name;
	char symbol[200];
	HMODULE module;

	while (*comma && *comma != ',')
		comma++;
	*comma = 0;
	WideCharToMultiByte(CP_UTF8, 0, comma + 1, -1, symbol, sizeof(symbol), 0, 0);
	module = GetModuleHandleW(name);
	say(GetProcAddress(module, symbol) ? L" = ok\n" : L" ! none\n");
}

static void one(const WCHAR *op) {
	HMODULE kernel = GetModuleHandleW(L"kernel32.dll");
	const WCHAR *v, *rest;
	DWORD n;

	say(op);
	SetLastError(0);
	if (is(op, L"load", &v))
		tell(LoadLibraryW(v));
	else if (is(op, L"altered", &v))
		tell(LoadLibraryExW(v, 0, LOAD_WITH_ALTERED_SEARCH_PATH));
	else if (is(op, L"python", &v))
		tell(LoadLibraryExW(v, 0, 0x1100));
	else if (is(op, L"flags", &v))
		n = hex(v, &rest), tell(LoadLibraryExW(rest, 0, n));
	else if (is(op, L"add", &v))
		say(((add_fn)(void *)GetProcAddress(kernel, "AddDllDirectory"))(v) ? L" = ok\n" : L" ! failed\n");
	else if (is(op, L"default", &v))
		say(((default_fn)(void *)GetProcAddress(kernel, "SetDefaultDllDirectories"))(hex(v, &rest))
			    ? L" = ok\n"
			    : L" ! failed\n");
	else if (is(op, L"set", &v))
		say(SetDllDirectoryW(v) ? L" = ok\n" : L" ! failed\n");
	else if (is(op, L"unset", &v))
		say(SetDllDirectoryW(0) ? L" = ok\n" : L" ! failed\n");
	else if (is(op, L"chdir", &v))
		say(SetCurrentDirectoryW(v) ? L" = ok\n" : L" ! failed\n");
	else if (is(op, L"path", &v))
		say(SetEnvironmentVariableW(L"PATH", v) ? L" = ok\n" : L" ! failed\n");
	else if (is(op, L"call", &v))
		call((WCHAR *)v);
	else
		say(L" ? unknown\n");
}

void start(void) {
	WCHAR *p = GetCommandLineW(), *next;

	SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX);
	while (*p && *p != '|')
		p++;
	for (; *p; p = next) {
		p++;
		for (next = p; *next && *next != '|'; next++)
			;
		if (*next) {
			*next = 0;
			one(p);
			*next = '|';
		} else
			one(p);
	}
	list_modules();
	ExitProcess(0);
}
