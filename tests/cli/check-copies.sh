# SPDX-License-Identifier: Apache-2.0
# One library twice in a process: under a name with a hash, and inside another module.
mkdir lib
many() { for i in $(seq 30); do echo "int dep_$i(void) { return $i; }"; done; }
so() { gcc -nostdlib -shared -fPIC -Wl,--build-id=none -Wl,-soname,"$1" -Wl,--no-as-needed -o "lib/$1" -x c "$2" -x none "${@:3}" -Wl,-rpath,'$ORIGIN'; }
many >dep.c
echo 'int user(void) { return 1; }' >user.c
so libdep.so.1 dep.c
so libdep-0123abcd.so.1 dep.c
so libuser.so user.c lib/libdep.so.1
so libother.so user.c lib/libdep-0123abcd.so.1
so libinside.so dep.c lib/libuser.so
program() { gcc -nostdlib -pie -fPIE -Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2 -Wl,-rpath,'$ORIGIN/lib' -Wl,--no-as-needed -o "$1" -x c - -x none "${@:2}" <<<'void _start(void) {}'; }
try() { "$@" | sed 's/[0-9]* bytes/N bytes/g'; echo "exit ${PIPESTATUS[0]}"; }
mkdir twice inside once
cp -r lib twice; cp -r lib inside; cp -r lib once
program twice/app lib/libuser.so lib/libother.so
program inside/app lib/libinside.so lib/libuser.so
program once/app lib/libuser.so
for place in twice inside once; do try linkwright check --rule two-copies --rule static-copy $place; done
