# Symbols that are defined nowhere, also with a version, at the first call only, or for a host to bring; interposition.
lib() { # NAME OPTION…: from standard input
	local name=$1
	shift
	gcc -nostdlib -shared -fPIC -O1 -Wl,-soname,$name -o $name -x c - -x none "$@"
}
app() { # NAME OPTION…
	local name=$1
	shift
	gcc -nostdlib -pie -fPIE -O1 -Wl,--no-as-needed -Wl,--allow-shlib-undefined -Wl,-z,nocopyreloc '-Wl,-rpath,$ORIGIN' \
		-Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2 -o $name -x c - -x none "$@"
}
only() { try linkwright check --rule LW106 --rule LW107 "$@"; }
echo 'int missing = 1; int known(void) { return 1; } int gone(void) { return 2; } int lost(void) { return 3; } int _ZN3fooC1Ev(void) { return 4; }' | lib libb.so
echo 'int known(void), gone(void), lost(void), _ZN3fooC1Ev(void), perhaps(void) __attribute__((weak)); extern int missing;
int *at = &missing; void _start(void) { known(); gone(); lost(); _ZN3fooC1Ev(); perhaps(); }' | tee app.c | app lazy -Wl,-z,lazy libb.so
app now -Wl,-z,now libb.so <app.c
echo 'int known(void) { return 1; }' | lib libb.so
only lazy
only now
only --env LD_BIND_NOW=1 --quiet lazy
echo '# a version that was taken away with the version information'
echo 'V1 { f; };' >map
echo 'int f(void) { return 1; }' | lib libv.so -Wl,--version-script,map
echo 'int f(void); void _start(void) { f(); }' | app versioned libv.so
only versioned
echo 'int f(void) { return 1; }' | lib libv.so
only versioned
./versioned 2>&1 | grep -c 'check_match: Assertion'
echo '# a plug-in, and an extension module of Python'
echo 'int host_one(void), host_two(void), PyLong_FromLong(long); int PyInit_x(void) { return host_one() + host_two() + PyLong_FromLong(1); }' >x.c
lib plugin.so <x.c
lib x.so <x.c
lib x.cpython-311-x86_64-linux-gnu.so <x.c
only plugin.so x.so x.cpython-311-x86_64-linux-gnu.so
echo '# two libraries with one name, a preload, and what is meant to be so'
echo 'int helper(void) { return 1; } int table[4]; int first(void) { return helper() + table[0]; }' | lib libone.so
echo 'int helper(void) { return 2; } int table[2]; int second(void) { return helper() + table[0]; }
__attribute__((weak)) int merged(void) { return 1; } int *use(void) { return (int *)merged; }' | lib libtwo.so
echo 'int first(void), second(void); __attribute__((weak)) int merged(void) { return 0; } void _start(void) { first(); second(); merged(); }' >app.c
app both libone.so libtwo.so <app.c
only both
echo 'int helper(void) { return 3; }' | lib libpre.so
only --env LD_PRELOAD=./libpre.so --rule LW107 both
echo 'int first(void); int helper(void) { return 4; } void _start(void) { first(); }' | app own -rdynamic libone.so
only own
