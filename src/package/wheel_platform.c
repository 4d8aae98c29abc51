/* SPDX-License-Identifier: Apache-2.0 */
/* Platform tags: what they promise. */
#include <string.h>

#include "package/wheel.h"

/* A beginning of a tag, and what stands behind it: nothing, "MAJOR_MINOR_", "LEVEL_". */
static const struct {
	const char *prefix;
	enum lw_platform_system system;
	uint32_t major, minor;
	unsigned numbers;
} prefixes[] = {
	{"manylinux_", LW_PLATFORM_MANYLINUX, 0, 0, 2},
	{"manylinux1_", LW_PLATFORM_MANYLINUX, 2, 5, 0},     /* PEP 513 */
	{"manylinux2010_", LW_PLATFORM_MANYLINUX, 2, 12, 0}, /* PEP 571 */
	{"manylinux2014_", LW_PLATFORM_MANYLINUX, 2, 17, 0}, /* PEP 599 */
	{"musllinux_", LW_PLATFORM_MUSLLINUX, 0, 0, 2},
	{"linux_", LW_PLATFORM_LINUX, 0, 0, 0},
	{"macosx_", LW_PLATFORM_MACOS, 0, 0, 2},
	{"ios_", LW_PLATFORM_IOS, 0, 0, 2},
	{"android_", LW_PLATFORM_ANDROID, 0, 0, 1},
	{"win_", LW_PLATFORM_WINDOWS, 0, 0, 0},
};

/* As the tags spell architectures; universal ones are packaging's (tags.py, _mac_binary_formats). */
static const struct {
	const char *spelled;
	const char *archs[4];
	uint32_t n;
} architectures[] = {
	{"x86_64", {"x86_64"}, 1},
	{"amd64", {"x86_64"}, 1},
	{"aarch64", {"aarch64"}, 1},
	{"arm64", {"aarch64"}, 1},
	{"arm64_v8a", {"aarch64"}, 1},
	{"arm64_iphoneos", {"aarch64"}, 1},
	{"arm64_iphonesimulator", {"aarch64"}, 1},
	{"x86_64_iphonesimulator", {"x86_64"}, 1},
	{"i686", {"i386"}, 1},
	{"i386", {"i386"}, 1},
	{"x86", {"i386"}, 1},
	{"armv7l", {"armv7"}, 1},
	{"armv6l", {"armv7"}, 1},
	{"armeabi_v7a", {"armv7"}, 1},
	{"ppc64le", {"ppc64le"}, 1},
	{"ppc64", {"ppc64"}, 1},
	{"ppc", {"powerpc"}, 1},
	{"s390x", {"s390x"}, 1},
	{"riscv64", {"riscv64"}, 1},
	{"loongarch64", {"loongarch64"}, 1},
	{"universal2", {"x86_64", "aarch64"}, 2},
	{"intel", {"x86_64", "i386"}, 2},
	{"fat", {"i386", "powerpc"}, 2},
	{"fat32", {"i386", "powerpc"}, 2},
	{"fat3", {"x86_64", "i386", "powerpc"}, 3},
	{"fat64", {"x86_64", "ppc64"}, 2},
	{"universal", {"x86_64", "i386", "ppc64", "powerpc"}, 4},
};

/* A number and the '_' behind it; NULL: there is none. */
static const char *number(const char *p, uint32_t *out) {
	uint32_t v = 0;
	const char *from = p;
	for (; *p >= '0' && *p <= '9' && p - from < 6; p++)
		v = v * 10 + (uint32_t)(*p - '0');
	*out = v;
	return p > from && *p == '_' ? p + 1 : NULL;
}

static void set_architecture(struct lw_platform *p, const char *spelled) {
	p->spelled = spelled;
	for (size_t i = 0; i < sizeof architectures / sizeof *architectures; i++)
		if (strcmp(architectures[i].spelled, spelled) == 0) {
			memcpy(p->archs, architectures[i].archs, sizeof p->archs);
			p->n_archs = architectures[i].n;
		}
}

struct lw_platform lw_wheel_platform(const char *tag) {
	struct lw_platform p = {.system = LW_PLATFORM_OTHER, .spelled = ""};
	if (strcmp(tag, "any") == 0) {
		p.system = LW_PLATFORM_ANY;
		return p;
	}
	if (strcmp(tag, "win32") == 0) {
		p.system = LW_PLATFORM_WINDOWS;
		set_architecture(&p, "i386");
		return p;
	}
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		const size_t n = strlen(prefixes[i].prefix);
		const char *rest = strncmp(tag, prefixes[i].prefix, n) == 0 ? tag + n : NULL;
		uint32_t major = prefixes[i].major, minor = prefixes[i].minor;
		if (rest != NULL && prefixes[i].numbers > 0)
			rest = number(rest, &major);
		if (rest != NULL && prefixes[i].numbers > 1)
			rest = number(rest, &minor);
		if (rest == NULL)
			continue;
		p.system = prefixes[i].system;
		p.major = major;
		p.minor = minor;
		set_architecture(&p, rest);
		return p;
	}
	return p;
}

const char *lw_platform_system_name(enum lw_platform_system system) {
	static const char *const names[] = {
#define X(code, name) name,
		LW_PLATFORM_SYSTEMS(X)
#undef X
	};
	return names[system];
}
