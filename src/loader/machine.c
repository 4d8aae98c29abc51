/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sources: glibc sysdeps/unix/sysv/linux/<cpu>/{ldconfig.h,dl-cache.h,shlib-versions},
 * sysdeps/<cpu>/dl-hwcaps_subdirs.c, sysdeps/x86/dl-hwcap.h, sysdeps/generic/ldconfig.h (flag numbers); Debian's
 * multiarch tuples; musl arch/<cpu>/reloc.h (LDSO_ARCH).
 */
#include "loader/machine.h"

#include <string.h>

static const struct lw_machine rows[] = {
	{62, 64, 0, "x86_64", "/lib64/ld-linux-x86-64.so.2", "x86_64-linux-gnu", "lib64", 0x0303, 0, "x86_64",
	 "x86-64-v4:x86-64-v3:x86-64-v2", "x86_64", 26, "x86_64"},
	{62, 32, 0, "x32", "/libx32/ld-linux-x32.so.2", "x86_64-linux-gnux32", "libx32", 0x0803, 0, "x86_64",
	 "x86-64-v4:x86-64-v3:x86-64-v2", "x86_64", 26, "x32"},
	{3, 32, 0, "i386", "/lib/ld-linux.so.2", "i386-linux-gnu", "lib", 0x0003, 0x0001, "i686", NULL, "sse2", 17,
	 "i386"},
	{183, 64, 0, "aarch64", "/lib/ld-linux-aarch64.so.1", "aarch64-linux-gnu", "lib64", 0x0a03, 0, "aarch64", NULL,
	 NULL, 0, "aarch64"},
	{40, 32, 0, "arm", "/lib/ld-linux-armhf.so.3", "arm-linux-gnueabihf", "lib", 0x0903, 0x0003, "v7l", NULL, NULL,
	 0, "armhf"},
	{21, 64, 0, "ppc64le", "/lib64/ld64.so.2", "powerpc64le-linux-gnu", "lib64", 0x0503, 0, "power8",
	 "power10:power9", NULL, 0, "powerpc64le"},
	{21, 64, 1, "ppc64", "/lib64/ld64.so.1", "powerpc64-linux-gnu", "lib64", 0x0503, 0, "power4", NULL, NULL, 0,
	 "powerpc64"},
	{22, 64, 1, "s390x", "/lib/ld64.so.1", "s390x-linux-gnu", "lib64", 0x0403, 0, "z900", "z16:z15:z14:z13", NULL,
	 0, "s390x"},
	{243, 64, 0, "riscv64", "/lib/ld-linux-riscv64-lp64d.so.1", "riscv64-linux-gnu", "lib64/lp64d", 0x1003, 0, NULL,
	 NULL, NULL, 0, "riscv64"},
	{8, 64, 0, "mips64el", "/lib64/ld.so.1", "mips64el-linux-gnuabi64", "lib64", 0x0703, 0, NULL, NULL, NULL, 0,
	 "mips64el"},
	{258, 64, 0, "loongarch64", "/lib64/ld-linux-loongarch-lp64d.so.1", "loongarch64-linux-gnu", "lib64", 0x1203, 0,
	 NULL, NULL, NULL, 0, "loongarch64"},
};

const struct lw_machine *lw_machine_of(const struct lw_image *img) {
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].number == img->machine && rows[i].bits == img->bits &&
		    rows[i].big_endian == img->big_endian)
			return &rows[i];
	return NULL;
}

const struct lw_machine *lw_machine_of_name(const char *name) {
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}
