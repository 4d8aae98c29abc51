# Libraries that are asked for and not used, and used and not asked for; a version need whose library is gone.
lib() { # NAME OPTION…: from standard input
	local name=$1
	shift
	gcc -nostdlib -shared -fPIC -O1 -Wl,--no-as-needed -Wl,-soname,$name -o $name -x c - -x none "$@"
}
app() { # NAME OPTION…
	local name=$1
	shift
	gcc -nostdlib -pie -fPIE -O1 -Wl,--no-as-needed -Wl,--allow-shlib-undefined '-Wl,-rpath,$ORIGIN' \
		-Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2 -o $name -x c - -x none "$@"
}
only() { try linkwright check --fail-on note --rule LW105 --rule LW310 --rule LW311 "$@" | sed 's/, at 0x[0-9a-f]*$/, at OFFSET/'; }
export LD_LIBRARY_PATH=.
echo 'int base(void) { return 1; } int other(void) { return 2; }' | lib libbase.so
echo 'int base(void); int middle(void) { return base(); }' | lib libmiddle.so libbase.so
echo 'int unused(void) { return 1; }' | lib libunused.so
unset LD_LIBRARY_PATH
patchelf --set-rpath '$ORIGIN' libmiddle.so
echo 'int middle(void); void _start(void) { middle(); }' | app good libmiddle.so
only good
echo 'int middle(void); void _start(void) { middle(); }' | app over libmiddle.so libunused.so
only over
LD_TRACE_LOADED_OBJECTS=1 LD_BIND_NOW=1 LD_WARN=1 LD_DEBUG=unused ./over | sed "s|$PWD|@DIR@|"
echo 'int middle(void), base(void), other(void); void _start(void) { middle(); base(); other(); }' | app under libmiddle.so libbase.so
patchelf --remove-needed libbase.so under
only under
echo '# its version is asked for, and the library is not'
echo 'V1 { f; };' >map
echo 'int f(void) { return 1; }' | lib libv.so -Wl,--version-script,map
echo 'int f(void); void _start(void) { f(); }' | app gone libv.so
only gone
patchelf --remove-needed libv.so gone
only gone
linkwright check gone | grep -cF "$(./gone 2>&1)"
