/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starts the command LW_RUN with PATH=LW_PATH (none: without PATH) in the directory LW_CWD, as CreateProcess does, and
 * ends as it ended. While it runs, SafeDllSearchMode and DevOverrideEnable are what LW_SAFE and LW_DEV say, where they
 * are set.
 */
#include <windows.h>

#define N 8000
static WCHAR value[N], run[N];

static BOOL get(const WCHAR *name) {
	DWORD n;

	SetLastError(0);
	n = GetEnvironmentVariableW(name, value, N);
	return n < N && (n || GetLastError() != ERROR_ENVVAR_NOT_FOUND);
}

static HKEY key(const WCHAR *path) {
	HKEY out = 0;

	RegCreateKeyExW(HKEY_LOCAL_MACHINE, path, 0, 0, 0, KEY_ALL_ACCESS, 0, &out, 0);
	return out;
}

static void set(HKEY where, const WCHAR *name, const WCHAR *from) {
	DWORD n;

	if (!get(from))
		return;
	n = value[0] - '0';
	RegSetValueExW(where, name, 0, REG_DWORD, (BYTE *)&n, sizeof(n));
}

void start(void) {
	STARTUPINFOW info = {.cb = sizeof(info)};
	PROCESS_INFORMATION made;
	HKEY session = key(L"System\\CurrentControlSet\\Control\\Session Manager");
	HKEY options = key(L"Software\\Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options");
	DWORD code = 99;

	SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX);
	set(session, L"SafeDllSearchMode", L"LW_SAFE");
	set(options, L"DevOverrideEnable", L"LW_DEV");
	SetEnvironmentVariableW(L"PATH", get(L"LW_PATH") ? value : 0);
	if (get(L"LW_CWD"))
		SetCurrentDirectoryW(value);
	GetEnvironmentVariableW(L"LW_RUN", run, N);
	if (CreateProcessW(0, run, 0, 0, TRUE, 0, 0, 0, &info, &made)) {
		WaitForSingleObject(made.hProcess, 20000);
		GetExitCodeProcess(made.hProcess, &code);
	} else
		code = 1000000 + GetLastError();
	RegDeleteValueW(session, L"SafeDllSearchMode");
	RegDeleteValueW(options, L"DevOverrideEnable");
	ExitProcess(code);
}
