/* SPDX-License-Identifier: Apache-2.0 */
/* What this machine is (levels: x86-64 psABI, section 3.1.1), and a world's environment. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/fail.h"
#include "linkwright/world.h"
#include "os/machine.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#if defined(__x86_64__)
static bool has(uint32_t reg, unsigned bit) {
	return (reg >> bit & 1) != 0;
}

/* Which register states the system saves (XGETBV, register 0). */
static uint32_t saved_states(void) {
	uint32_t low, high;
	__asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return low;
}

struct leaves {
	uint32_t a, b, c, d;
};

static struct leaves leaf(uint32_t n) {
	struct leaves l = {0};
	if (__get_cpuid_count(n, 0, &l.a, &l.b, &l.c, &l.d) == 0)
		memset(&l, 0, sizeof l);
	return l;
}

static uint8_t level_of(struct leaves one, struct leaves seven, struct leaves ext) {
	/* v2: CMPXCHG16B LAHF POPCNT SSE3 SSSE3 SSE4.1 SSE4.2 */
	if (!(has(one.c, 13) && has(ext.c, 0) && has(one.c, 23) && has(one.c, 0) && has(one.c, 9) && has(one.c, 19) &&
	      has(one.c, 20)))
		return 1;
	/* v3: AVX AVX2 BMI1 BMI2 F16C FMA LZCNT MOVBE, with the states saved */
	const uint32_t states = has(one.c, 27) ? saved_states() : 0;
	if ((states & 6) != 6 ||
	    !(has(one.c, 28) && has(seven.b, 5) && has(seven.b, 3) && has(seven.b, 8) && has(one.c, 29) &&
	      has(one.c, 12) && has(ext.c, 5) && has(one.c, 22)))
		return 2;
	/* v4: AVX512F BW CD DQ VL */
	const bool avx512 = (states & 0xe0) == 0xe0 && has(seven.b, 16) && has(seven.b, 30) && has(seven.b, 28) &&
		has(seven.b, 17) && has(seven.b, 31);
	return avx512 ? 4 : 3;
}

void lw_cpu_of_this_machine(struct lw_cpu *cpu) {
	struct leaves zero = leaf(0), one = leaf(1), seven = leaf(7), ext = leaf(0x80000001u);
	const bool intel = zero.b == 0x756e6547u && zero.d == 0x49656e69u && zero.c == 0x6c65746eu;
	const bool phi = intel && has(seven.b, 27) && has(seven.b, 26);
	memset(cpu, 0, sizeof *cpu);
	cpu->x86_level = level_of(one, seven, ext);
	snprintf(cpu->name, sizeof cpu->name, "x86-64-v%u%s", (unsigned)cpu->x86_level,
		 phi             ? "+phi"
			 : intel ? "+intel"
				 : "");
	cpu->intel_platform = intel && cpu->x86_level >= 3;
	cpu->intel_avx512 = intel && cpu->x86_level >= 4;
	cpu->xeon_phi = phi;
	cpu->from = "this machine";
}
#else
void lw_cpu_of_this_machine(struct lw_cpu *cpu) {
	memset(cpu, 0, sizeof *cpu);
	cpu->from = "baseline";
}
#endif

bool lw_kernel_parse(const char *text, uint32_t kernel[3], struct lw_error *err) {
	memset(kernel, 0, 3 * sizeof kernel[0]);
	for (unsigned i = 0; i < 3; i++) {
		char *end;
		unsigned long v = strtoul(text, &end, 10);
		if (end == text || v > 0xffff || (*end != '\0' && *end != '.'))
			return lw_fail(err, LW_E_USAGE, "is no kernel version: write it as 5.10.0");
		kernel[i] = (uint32_t)v;
		if (*end == '\0')
			return true;
		text = end + 1;
	}
	return lw_fail(err, LW_E_USAGE, "is no kernel version: write it as 5.10.0");
}

void lw_kernel_of_this_machine(uint32_t kernel[3]) {
	struct utsname u;
	struct lw_error err;
	lw_error_clear(&err);
	memset(kernel, 0, 3 * sizeof kernel[0]);
	if (uname(&u) != 0)
		return;
	u.release[strspn(u.release, "0123456789.")] = '\0';
	if (!lw_kernel_parse(u.release, kernel, &err))
		memset(kernel, 0, 3 * sizeof kernel[0]);
}

const char *lw_world_getenv_from(const struct lw_world *w, const char *name, size_t *from) {
	const size_t n = strlen(name);
	for (; *from < w->n_env; ++*from)
		if (strncmp(w->env[*from], name, n) == 0 && w->env[*from][n] == '=')
			return w->env[(*from)++] + n + 1;
	return NULL;
}

const char *lw_world_getenv(const struct lw_world *w, const char *name) {
	const char *last = NULL;
	size_t from = 0;
	for (const char *value; (value = lw_world_getenv_from(w, name, &from)) != NULL;)
		last = value;
	return last;
}

bool lw_machine_is_own(const char *name) {
	/* A kernel of the first kind runs programs of the second too. */
	static const char *const pairs[][2] = {{"x86_64", "i386"},     {"x86_64", "x32"}, {"aarch64", "arm"},
					       {"ppc64le", "ppc64le"}, {"ppc64", "ppc"},  {"mips64", "mips"},
					       {"i686", "i386"},       {"s390x", "s390"}};
	struct utsname u;
	if (uname(&u) != 0)
		return true;
	if (strcmp(u.machine, name) == 0 || (strncmp(u.machine, "armv", 4) == 0 && strcmp(name, "arm") == 0))
		return true;
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
		if (strcmp(u.machine, pairs[i][0]) == 0 && strcmp(name, pairs[i][1]) == 0)
			return true;
	return false;
}
