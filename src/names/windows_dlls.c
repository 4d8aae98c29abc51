#include "names/windows_dlls.h"
#include "base/ascii.h"
bool lw_windows_has(const char *name) {
	return lw_ascii_same(name, "kernel32.dll") || lw_ascii_same(name, "msvcrt.dll") ||
		lw_ascii_same(name, "user32.dll") || lw_ascii_same(name, "advapi32.dll") ||
		lw_ascii_same(name, "ucrtbase.dll") || lw_ascii_same(name, "ntdll.dll");
}
bool lw_windows_is_known_dll(const char *name) {
	return lw_ascii_same(name, "kernel32.dll") || lw_ascii_same(name, "msvcrt.dll") ||
		lw_ascii_same(name, "user32.dll") || lw_ascii_same(name, "advapi32.dll");
}
