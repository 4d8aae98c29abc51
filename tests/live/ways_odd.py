# SPDX-License-Identifier: Apache-2.0
"""Classes 13, 15, 17, 18, 20, 23, 24, 28, 29 and 30: programs that read themselves, dumps, other tools, and what is refused."""
import os
import re
import shutil
import stat
import subprocess

import ways_course as course
import ways_kit as kit
import ways_look as look

# Walks the dynamic section by its symbol and by the header, and its notes; both have to make sense.
READER = r"""
#define _GNU_SOURCE
#include <elf.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
extern ElfW(Dyn) _DYNAMIC[];
static int entries(const ElfW(Dyn) *d) { int n = 0; while (d[n].d_tag != DT_NULL && n < 200) n++; return n; }
static int has(const ElfW(Dyn) *d, long tag) { for (; d->d_tag != DT_NULL; d++) if (d->d_tag == tag) return 1; return 0; }
static int each(struct dl_phdr_info *info, size_t size, void *out) {
	(void)size, (void)out;
	if (info->dlpi_name[0] != '\0')
		return 0;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];
		const char *at = (const char *)info->dlpi_addr + p->p_vaddr;
		if (p->p_type == PT_DYNAMIC)
			printf("header: %d %d\n", entries((const ElfW(Dyn) *)at) > 9, has((const ElfW(Dyn) *)at, DT_STRTAB));
		for (const char *n = at; p->p_type == PT_NOTE && n < at + p->p_memsz;) {
			const ElfW(Nhdr) *h = (const ElfW(Nhdr) *)n;
			if (h->n_type == NT_GNU_BUILD_ID)
				printf("build-id %u\n", h->n_descsz);
			n += sizeof *h + (h->n_namesz + p->p_align - 1) / p->p_align * p->p_align + (h->n_descsz + p->p_align - 1) / p->p_align * p->p_align;
		}
	}
	return 0;
}
int main(void) {
	printf("symbol: %d %d %d\n", entries(_DYNAMIC) > 9, has(_DYNAMIC, DT_STRTAB), has(_DYNAMIC, DT_NEEDED));
	return dl_iterate_phdr(each, 0);
}
"""
SLEEPER = '#include <stdio.h>\n#include <unistd.h>\nint main(void) { puts("here"); fflush(stdout); sleep(60); return 0; }\n'
# Finds what is behind its own end by the last eight bytes of the file, and by an offset that was put into it.
EXTRACTOR = r"""
#include <stdio.h>
#include <string.h>
struct { char magic[16]; long offset; } place = {"payload is at: ", 0};
int main(int argc, char **argv) {
	char text[64] = "", other[64] = "";
	long back = 0;
	FILE *f = fopen("/proc/self/exe", "rb");
	fseek(f, place.offset, SEEK_SET), fread(text, 1, 7, f);
	fseek(f, -8, SEEK_END), fread(&back, 1, 8, f);
	fseek(f, -8 - back, SEEK_END), fread(other, 1, 7, f);
	printf("%s %s\n", text, other);
	return 0;
}
"""
STACK = r"""
#include <stdio.h>
#include <string.h>
int main(void) {
	char line[512];
	FILE *f = fopen("/proc/self/maps", "r");
	while (fgets(line, sizeof line, f))
		if (strstr(line, "[stack]"))
			printf("%.4s\n", strchr(line, ' ') + 1);
	return 0;
}
"""
GO = """package main

import (
	"os"
	"os/user"
)

func main() {
	u, err := user.Lookup("root")
	if err != nil {
		panic(err)
	}
	os.Stdout.WriteString("hello " + u.Uid + "\\n")
}
"""
HELLO = '#include <stdio.h>\nint main(void) { puts("hello"); return 0; }\n'


def reads_itself(way):
    """Class 13: both copies of a dynamic section that has moved can be read, and the symbol that debuggers use names the new one."""
    for linker in way.machine.linkers:
        for name in ("pie", "fixed"):
            path = way.build(f"{name}-{linker}", READER, *course.OPTIONS[name], "-Wl,--build-id", linker=linker)
            data, before = kit.read(path), way.run(path)
            way.check(before[0] == 0 and "symbol: 1 1 1\n" in before[1] and "header: 1 1\n" in before[1], f"{name}, {linker}: as it is {before}")
            way.edit(path, "--set-rpath", f"/{kit.LONG}", *(f"--add-needed={n}" for n in ("libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libutil.so.1")))
            way.same_run(path, before, f"{name}, {linker}")
            look.laws(way, data, path, f"{name}, {linker}")


def dump_has_build_id(way):
    """Class 15: a core dump of an edited program names its build-id: gdb writes it as the kernel would, elfutils reads it."""
    path = way.build("sleeper", SLEEPER, *course.OPTIONS["pie"], "-Wl,--build-id")
    build_id = re.search(r"Build ID: (\w+)", kit.must(["readelf", "-n", path]))[1]
    way.edit(path, "--set-interpreter", course_loader(way), "--set-rpath", f"/{kit.LONG}", "--add-needed", "libm.so.6")
    way.check(build_id in kit.must(["readelf", "-n", path]), "the note has gone")
    for tool in ("gcore", "eu-unstrip"):
        if not shutil.which(tool):
            raise kit.Skip(tool + " is not there")
    with subprocess.Popen([path], stdout=subprocess.PIPE) as child:
        try:
            child.stdout.readline()
            status, out, err = kit.call(["gcore", "-o", way.path("core"), str(child.pid)])
        finally:
            child.kill()
    core = way.path(f"core.{child.pid}")
    if status != 0 or not os.path.exists(core):
        raise kit.Skip(f"gcore is not allowed here: {(err or out).strip().splitlines()[-1:]}")
    # Without the files that were mapped: only what is in the dump tells.
    os.unlink(path)
    listed = [line for line in kit.call(["eu-unstrip", "-n", f"--core={core}"])[1].splitlines() if build_id in line]
    way.check(listed, f"the dump does not tell of build-id {build_id}")


def course_loader(way):
    link = way.path(f"{kit.LONG}/ld.so")
    if not os.path.lexists(link):
        os.symlink(way.machine.root + way.machine.loader, link)
    return link


def rld_map(way):
    """Class 17: on MIPS the place where ld.so tells debuggers of its list is told relative to the entry, which moves."""
    path = way.build("program", READER, "-pie", "-fPIE")
    before = way.run(path)
    def told():
        e = kit.elf(path)
        at = e.dyn(0x70000035)
        p = e.phdr("DYNAMIC")
        return p.p_vaddr + at - e.word - p.p_offset + e.value(0x70000035) & (1 << 64) - 1, e.section(".rld_map").sh_addr, p.p_vaddr
    target, section, dynamic = told()
    way.check(target == section, f"as it is {target:#x}, {section:#x}")
    way.edit(path, "--set-rpath", f"/{kit.LONG}", "--set-flag", "nodelete",
             *(f"--add-needed={n}" for n in ("libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libutil.so.1", "libanl.so.1", "libresolv.so.2")))
    moved, section, now = told()
    way.check(moved == section == target, f"DT_MIPS_RLD_MAP_REL leads to {moved:#x}, .rld_map is at {section:#x}")
    way.check(now != dynamic, "the dynamic section has not moved, so nothing was tried")
    way.same_run(path, before, "after its dynamic section has moved")


def ldconfig_takes_it(way):
    """Class 18: ldconfig links an edited library by its new soname and has no complaint, with 64 and with 32 bits."""
    directory = way.path("lib/")
    for machine in (kit.NATIVE, next(m for m in kit.MACHINES if m.name == "i386")):
        if machine.missing():
            way.tally.skip(f"ldconfig_takes_it: {machine.missing()}")
            continue
        for linker in kit.NATIVE.linkers:
            name = f"lib{machine.name}-{linker}"
            if machine.name == "i386" and linker == "gold":
                continue
            made = kit.Way(way.numbers, way.name, way.folder, way.linkwright, way.tally, machine)
            path = made.library(f"lib/{name}.so.1.2", "int f(void) { return 1; }", "-nostdlib", linker=linker)
            made.edit(path, "--set-soname", f"{name}-with-a-soname-that-is-longer-than-it-was.so.1", "--set-rpath", f"/{kit.LONG}", "--add-needed", "libc.so.6")
    status, out, err = kit.call(["/sbin/ldconfig", "-n", "-v", directory])
    way.check(status == 0 and not re.search("truncated|not an ELF|Can't|ignored", out + err), f"ldconfig: {status} {out} {err}")
    for file in sorted(n for n in os.listdir(directory) if n.endswith(".so.1.2")):
        link = file.removesuffix(".so.1.2") + "-with-a-soname-that-is-longer-than-it-was.so.1"
        way.check(os.path.islink(directory + link) and os.readlink(directory + link) == file, f"no link {link}")


def static_programs(way):
    """Classes 20 and 28: what no loader loads gets no interpreter and no libraries; what it does have can be set."""
    fixed = way.build("static", HELLO, "-static")
    pie = way.build("static-pie", HELLO, "-static-pie", "-fPIE")
    for words in (["--set-rpath", "/x"], ["--add-needed", "libm.so.6"], ["--set-soname", "x"], ["--set-flag", "now"]):
        way.refuses(fixed, *words, because="no dynamic section")
    way.refuses(fixed, "--set-interpreter", "/lib/ld.so", because="static program")
    way.refuses(pie, "--set-interpreter", "/lib/ld.so", because="relocates itself")
    way.refuses(pie, "--add-needed", "libm.so.6", because="static PIE")
    way.refuses(pie, "--set-rpath", "/x", because="static PIE")  # glibc asserts that it has none, and dies
    for path in (fixed, pie):
        way.edit(path, "--execstack", "on")
        way.check(look.flags_of(path, "GNU_STACK") == "RWE" and way.run(path) == (0, "hello\n"), f"{path}: with an executable stack {way.run(path)}")


def go_programs(way):
    """Class 20: a program that Go's own linker has made, with a dynamic section and without."""
    if not os.path.exists("/usr/bin/go"):
        raise kit.Skip("go is not there")
    kit.write(way.path("hello.go"), GO.encode())
    env = {"GOCACHE": way.path("cache"), "HOME": way.folder, "GO111MODULE": "off", "GOFLAGS": ""}
    def build(name, *words, cgo="1"):
        status, _, err = kit.call(["/usr/bin/go", "build", *words, "-o", way.path(name), way.path("hello.go")], cwd=way.folder, env={**env, "CGO_ENABLED": cgo})
        if status != 0:
            raise kit.Skip(f"go does not build {name} here: {err[-200:]}")
        return way.path(name)
    static = build("static", cgo="0")
    way.refuses(static, "--set-rpath", "/x", because="no dynamic section")
    way.refuses(static, "--set-interpreter", "/x", because="static program")
    path = build("dynamic", "-ldflags=-linkmode=internal")
    before, told = way.run(path), kit.must(["/usr/bin/go", "version", "-m", path], env=env)
    way.check(before == (0, "hello 0\n") and kit.dynamic(path), f"as it is {before} {kit.dynamic(path)}")
    for name, words in (("interpreter", ["--set-interpreter", course_loader(way)]), ("rpath", ["--set-rpath", f"/{kit.LONG}"]), ("needed", ["--add-needed", "libm.so.6"]),
                        ("all", ["--set-rpath", f"/more{kit.LONG}", "--set-soname", "go.so", "--set-flag", "nodelete"])):
        way.edit(path, *words)
        way.same_run(path, before, f"Go's linker, {name}")
    way.check(kit.must(["/usr/bin/go", "version", "-m", path], env=env) == told, "what go tells of the program has changed")


def payload(way):
    """Class 23: what a program keeps behind its own end stays where it is, or the edit is refused; the program finds it both ways."""
    mark = b"PAYLOAD and more of it" * 50
    for linker in way.machine.linkers:
        for name in ("pie", "fixed"):
            path = way.build(f"{name}-{linker}", EXTRACTOR, *course.OPTIONS[name], "-Wl,-rpath,/a/path/that/can/be/replaced/by/shorter/ones", linker=linker)
            data = bytearray(kit.read(path))
            at, end = data.index(b"payload is at: \0") + 16, len(data)
            data[at:at + 8] = end.to_bytes(8, "little")
            data += mark + len(mark).to_bytes(8, "little")
            kit.write(path, data)
            way.check(way.run(path) == (0, "PAYLOAD PAYLOAD\n"), f"{name}, {linker}: as it is {way.run(path)}")
            done = 0
            for words in (["--set-rpath", "$ORIGIN/lib"], ["--set-interpreter", "/lib64/ld-linux-x86-64.so.2"], ["--set-flag", "now"], ["--execstack", "on"],
                          ["--execstack", "off"], ["--add-needed", "libm.so.6"], ["--set-rpath", "/" + kit.LONG * 4], ["--set-interpreter", course_loader(way)]):
                kept = kit.read(path)
                status, _, err = way.call_edit(path, *words, "--in-place", "--quiet")
                now = kit.read(path)
                way.check(status == 0 or status == 2 and now == kept and "behind its end" in err, f"{name}, {linker}: {words[0]}: {status} {err}")
                way.check(len(now) == len(data) and now[end:] == data[end:], f"{name}, {linker}: {words[0]}: the payload has moved")
                way.check(way.run(path) == (0, "PAYLOAD PAYLOAD\n"), f"{name}, {linker}: {words[0]}: {way.run(path)}")
                done += status == 0
            way.check(done >= 4, f"{name}, {linker}: only {done} of the edits fit")


def without_stack_header(way, drop):
    """A program without PT_GNU_STACK: drop takes the entry out of the table; else it becomes a PT_NULL."""
    path = way.build("dropped" if drop else "null", STACK, *course.OPTIONS["fixed"])
    e = kit.elf(path)
    entry = next(p for p in e.phdrs() if p.p_type == look.STACK)
    if drop:
        size, end = e.size("phdr"), look.table(e)[1]
        e.data[entry.off:end] = e.data[entry.off + size:end] + bytes(size)
        e.header.e_phnum -= 1
    else:
        entry.p_type = 0
    kit.write(path, e.data)
    return path


def stack_flags(way):
    """Class 24: the stack of a program at fixed addresses that has no header for it, on and off, as the kernel maps it."""
    for drop in (False, True):
        path = without_stack_header(way, drop)
        data = kit.read(path)
        way.check(way.run(path)[0] == 0 and look.flags_of(path, "GNU_STACK") is None, f"as it is {way.run(path)}")
        for on, flags, shown in (("on", "RWE", "rwxp\n"), ("off", "RW", "rw-p\n"), ("on", "RWE", "rwxp\n")):
            way.edit(path, "--execstack", on)
            way.check(look.flags_of(path, "GNU_STACK") == flags, f"{on}: readelf shows {look.flags_of(path, 'GNU_STACK')}")
            way.check(way.run(path) == (0, shown), f"{on}: the stack is {way.run(path)}")
            look.laws(way, data, path, f"stack {on}")
        look.others(way, path, path, "stack")
        path = without_stack_header(way, drop)
        way.edit(path, "--execstack", "off")
        way.check(look.flags_of(path, "GNU_STACK") == "RW" and way.run(path) == (0, "rw-p\n"), f"off at once: {way.run(path)}")


def other_names(way):
    """Class 29: another name of the file keeps the old bytes; mode, times of others and attributes are kept; a link is followed."""
    path = way.build("program", HELLO)
    data = kit.read(path)
    os.link(path, way.path("hard"))
    os.symlink("program", way.path("soft"))
    os.chmod(path, 0o4751)
    try:
        os.setxattr(path, "user.note", b"kept")
    except OSError:
        pass
    way.edit(way.path("soft"), "--set-rpath", f"/{kit.LONG}")
    way.check(kit.read(way.path("hard")) == data, "the other name has other bytes")
    way.check(os.path.islink(way.path("soft")) and one_path(path) == f"/{kit.LONG}", "the link was not followed")
    way.check(stat.S_IMODE(os.stat(path).st_mode) == 0o4751, f"the mode is {os.stat(path).st_mode:o}")
    if os.listxattr(way.path("hard")):
        way.check(os.listxattr(path) and os.getxattr(path, "user.note") == b"kept", "attributes are lost")


def one_path(path):
    return kit.one(path, "RUNPATH") or kit.one(path, "RPATH")


def flags_of_other_ends(way):
    """Class 30: flags as numbers of either byte order, and what the loader makes of them: nodeflib keeps it out of /lib."""
    path = way.build("program", HELLO)
    before = way.run(path)
    way.check(before == (0, "hello\n"), f"as it is {before}")
    way.edit(path, "--nodefaultlib", "--set-flag", "origin", "--bind-now")
    said = kit.must(["readelf", "-dW", path])
    way.check("NODEFLIB" in said and "ORIGIN" in said and "NOW" in said, f"readelf: {re.findall('FLAGS.*', said)}")
    # The cache of this system is asked by programs for i386, too, and may lead elsewhere.
    if way.machine.name != "i386":
        found = way.run(path)
        way.check(found[0] not in (0, None), f"nodeflib: it still finds its libraries: {found}")
    way.edit(path, "--set-rpath", f"{way.machine.root}/lib:{way.machine.root}/lib64" if way.machine.qemu else "/lib/x86_64-linux-gnu")
    way.same_run(path, before, "nodeflib with a search path")
    way.edit(path, "--clear-rpath", "--clear-flag", "nodeflib")
    way.same_run(path, before, "without the flag")


CASES = [(reads_itself, (13,)), (dump_has_build_id, (15,)), (rld_map, (17,)), (ldconfig_takes_it, (18,)), (static_programs, (20, 28)), (go_programs, (20,)),
         (payload, (23,)), (stack_flags, (24,)), (other_names, (29,)), (flags_of_other_ends, (30,))]
EVERYWHERE = (flags_of_other_ends,)
ONLY = {rld_map: "mips64el"}
