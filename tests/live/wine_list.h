/* SPDX-License-Identifier: Apache-2.0 */
/* Writes each module of this process in the order of the loader's own list, InLoadOrderModuleList (x86-64 only). */
#ifndef WINE_LIST_H
#define WINE_LIST_H

#ifndef _WINDOWS_
__declspec(dllimport) void *__stdcall GetStdHandle(unsigned long);
__declspec(dllimport) int __stdcall WriteFile(void *, const void *, unsigned long, unsigned long *, void *);
__declspec(dllimport) int __stdcall WideCharToMultiByte(unsigned, unsigned long, const unsigned short *, int, char *,
							int, const char *, int *);
#endif

static void list_modules(void) {
#ifdef __x86_64__
	char line[1200] = "module ", *peb, *head, *at;
	unsigned long wrote;
	int n;

	__asm__("movq %%gs:0x60, %0" : "=r"(peb));
	head = *(char **)(peb + 0x18) + 0x10;
	for (at = *(char **)head; at != head; at = *(char **)at) {
		n = WideCharToMultiByte(65001, 0, *(unsigned short **)(at + 0x50), *(unsigned short *)(at + 0x48) / 2,
					line + 7, 1190, 0, 0);
		line[7 + n] = '\n';
		WriteFile(GetStdHandle(-11), line, 8 + n, &wrote, 0);
	}
#endif
}

#endif
