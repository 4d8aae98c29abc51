/* SPDX-License-Identifier: Apache-2.0 */
#include "names/windows_since.h"

#include <stddef.h>
#include <string.h>

struct pair {
	const char *name, *value;
};

static const struct pair functions[] = {
	{"GetTickCount64", "6.0"},
	{"InitOnceExecuteOnce", "6.0"},
	{"InitializeConditionVariable", "6.0"},
	{"SleepConditionVariableCS", "6.0"},
	{"SleepConditionVariableSRW", "6.0"},
	{"AcquireSRWLockExclusive", "6.0"},
	{"GetFinalPathNameByHandleW", "6.0"},
	{"TryAcquireSRWLockExclusive", "6.1"},
	{"TryAcquireSRWLockShared", "6.1"},
	{"GetActiveProcessorCount", "6.1"},
	{"GetSystemTimePreciseAsFileTime", "6.2"},
	{"WaitOnAddress", "6.2"},
	{"WakeByAddressSingle", "6.2"},
	{"WakeByAddressAll", "6.2"},
	{"CreateFile2", "6.2"},
	{"CopyFile2", "6.2"},
	{"GetCurrentThreadStackLimits", "6.2"},
	{"PrefetchVirtualMemory", "6.2"},
	{"GetProcessMitigationPolicy", "6.2"},
	{"SetProcessMitigationPolicy", "6.2"},
	{"GetDpiForMonitor", "6.3"},
	{"SetProcessDpiAwareness", "6.3"},
	{"QueryUnbiasedInterruptTimePrecise", "10.0"},
	{"QueryInterruptTimePrecise", "10.0"},
	{"GetSystemCpuSetInformation", "10.0"},
	{"SetThreadDescription", "10.0.14393"},
	{"GetThreadDescription", "10.0.14393"},
	{"GetDpiForWindow", "10.0.14393"},
	{"GetDpiForSystem", "10.0.14393"},
	{"SetProcessDpiAwarenessContext", "10.0.15063"},
	{"CreatePseudoConsole", "10.0.17763"},
	{"ResizePseudoConsole", "10.0.17763"},
	{"ClosePseudoConsole", "10.0.17763"},
	{"GetTempPath2W", "10.0.22000"},
	{"GetTempPath2A", "10.0.22000"},
};

static const struct pair versions[] = {
	{"4.0", "Windows 95 or NT 4"},
	{"5.0", "Windows 2000"},
	{"5.1", "Windows XP"},
	{"5.2", "Windows Server 2003"},
	{"6.0", "Windows Vista"},
	{"6.1", "Windows 7"},
	{"6.2", "Windows 8"},
	{"6.3", "Windows 8.1"},
	{"10.0", "Windows 10"},
	{"10.0.14393", "Windows 10 1607"},
	{"10.0.15063", "Windows 10 1703"},
	{"10.0.17763", "Windows 10 1809"},
	{"10.0.22000", "Windows 11"},
};

static const char *look_up(const struct pair *rows, size_t n, const char *name) {
	for (size_t i = 0; i < n; i++)
		if (strcmp(rows[i].name, name) == 0)
			return rows[i].value;
	return NULL;
}

const char *lw_windows_since(const char *function) {
	return look_up(functions, sizeof functions / sizeof functions[0], function);
}

const char *lw_windows_words(const char *version) {
	return look_up(versions, sizeof versions / sizeof versions[0], version);
}
