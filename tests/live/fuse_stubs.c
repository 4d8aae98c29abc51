/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a stub (src/fuse/stub_*.S) outside of any fused file: with rows of its own, and with a function in the place of
 * the kernel, which has pages of a size that this program is told. What comes is written down, a line for each.
 * Linked with it: the stub, whose system calls are calls of fake_kernel (fuse_stubs.py). SEVERAL: pages have more than
 * one size there.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { END, PROTECT, COPY, CALL, CALL_SLOT };
#define INSIDE 0x100
#define BASE 0x123000

static unsigned long page;
static char from[8] = "copied", to[16] = "-------", one = 'x';
static const char *const words[] = {"zero", "one", NULL}, *const environment[] = {"A=1", NULL};
extern uint64_t init_table[], first_table[], fini_table[];
void call_init(long, const void *, const void *);
void call_first(long, const void *, const void *);
void call_fini(long, const void *, const void *);
long kernel(long number, unsigned long at, unsigned long len, unsigned long how);

/* The numbers of the kernel's calls are each machine's own: told apart by what they take. */
long kernel(long number, unsigned long at, unsigned long len, unsigned long how) {
	if (at == 127) {
		printf("exit %ld\n", number);
		exit(0);
	}
	if (at % page != 0)
		return -EINVAL;
	if (len != 0)
		printf("protect %ld %#lx %#lx %lu\n", number, at, (len + page - 1) / page * page, how);
	return at == 0x7770000 ? -ENOMEM : 0;
}

static void told(long n, const char *const *list, const char *const *more) {
	printf("called %ld %s %s\n", n, n == 2 ? list[1] : "", more == NULL ? "" : more[0]);
}
static void (*slot)(long, const char *const *, const char *const *) = told;

/* The first word of a table is its own address as the file has it: all of them are BASE more where the program runs. */
static void rows(uint64_t *table, const uint64_t (*list)[4], unsigned n) {
	*table = (uintptr_t)table - BASE;
	for (unsigned i = 0; i < n; i++) {
		uint64_t *row = table + 1 + (size_t)4 * i;
		memcpy(row, list[i], sizeof list[i]);
		row[1] -= BASE;
		row[3] -= row[0] == COPY ? BASE : 0;
	}
}

int main(int argc, char **argv) {
	page = strtoul(argv[1], NULL, 0);
	const uint64_t start[][4] = {
		{COPY, (uintptr_t)to, sizeof from, (uintptr_t)from},
		{COPY, (uintptr_t)&one, 0, (uintptr_t)from},
		{PROTECT, 0x1000000, 0x1000, 1},
		{PROTECT, 0x100f000, 0x21000, 5},
#if SEVERAL
		{PROTECT, 0x200f000, 0x1000, 1 | INSIDE},
		{PROTECT, 0x2010000, 0x3000, 1 | INSIDE},
		{PROTECT, 0x2013000, 0x12000, 1 | INSIDE},
		{PROTECT, 0x3000000, 0x10000, 3 | INSIDE},
		{PROTECT, 0x3000000, 0x14000, 1 | INSIDE},
#endif
		{CALL, (uintptr_t)told, 0, 0},
		{CALL_SLOT, (uintptr_t)&slot, 0, 0},
		{END, 0, 0, 0},
	};
	const uint64_t bad[][4] = {{CALL, (uintptr_t)told, 0, 0}, {PROTECT, 0x7770000, 0x10000, 1}, {END, 0, 0, 0}};
	rows(init_table, start, sizeof start / sizeof start[0]);
	rows(first_table, start + sizeof start / sizeof start[0] - 3, 3);
	rows(fini_table, bad, sizeof bad / sizeof bad[0]);
	if (argc != 2)
		return 1;
	call_init(2, words, environment);
	printf("copied %s%c\n", to, one);
	call_first(1, words, environment);
	fflush(stdout);
	call_fini(1, words, NULL);
	return 1;
}
