# A program for a loader that is not known gets no answer by glibc's rules, unless that is asked for.
lib libone.so
echo 'void _start(void) {}' | gcc -nostdlib -pie -fPIE -Wl,--dynamic-linker,/lib/ld-uClibc.so.0 -Wl,--no-as-needed \
	'-Wl,-rpath,$ORIGIN' -o app -x c - -x none libone.so
try linkwright tree app
ln -s /lib64/ld-linux-x86-64.so.2 ld-uClibc.so.0
echo 'void _start(void) {}' | gcc -nostdlib -pie -fPIE "-Wl,--dynamic-linker,$PWD/ld-uClibc.so.0" -Wl,--no-as-needed \
	'-Wl,-rpath,$ORIGIN' -o app2 -x c - -x none libone.so
try linkwright tree "${fixed[@]}" app2
