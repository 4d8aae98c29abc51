# The loader is told by its name, or asked for. Here it is not even there.
app
echo 'void _start(void) {}' | gcc -nostdlib -pie -fPIE -Wl,--dynamic-linker,/nowhere/ld-musl-x86_64.so.1 -Wl,--no-as-needed \
	-Wl,-rpath-link,. '-Wl,-rpath,$ORIGIN' -o muslapp -x c - -x none libone.so
try linkwright tree --cpu x86-64-v1 muslapp
rm libtwo.so
try linkwright tree --cpu x86-64-v1 --loader musl app --quiet
