# A program for another loader than glibc's gets no answer by glibc's rules, unless that is asked for.
lib libone.so
echo 'void _start(void) {}' | gcc -nostdlib -pie -fPIE -Wl,--dynamic-linker,/lib/ld-musl-x86_64.so.1 -Wl,--no-as-needed \
	'-Wl,-rpath,$ORIGIN' -o app -x c - -x none libone.so
try linkwright tree app
ln -s /lib64/ld-linux-x86-64.so.2 ld-musl-x86_64.so.1
echo 'void _start(void) {}' | gcc -nostdlib -pie -fPIE "-Wl,--dynamic-linker,$PWD/ld-musl-x86_64.so.1" -Wl,--no-as-needed \
	'-Wl,-rpath,$ORIGIN' -o app2 -x c - -x none libone.so
try linkwright tree "${fixed[@]}" app2
