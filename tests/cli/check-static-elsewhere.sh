# What static can mean on macOS and Windows, and who calls their kernels without their libraries.
mac plain arm64
mac_lib lib/libone.dylib arm64
mac needs arm64 -rpath @loader_path/lib lib/libone.dylib
x86_64-w64-mingw32-gcc -shared -o zone.dll -x c - <<'X'
__declspec(dllexport) int one(void) { return 1; }
X
echo 'int one(void); int main(void) { return one(); }' | x86_64-w64-mingw32-gcc -o needs.exe -x c - -x none zone.dll
echo 'int main(void) { return 0; }' | x86_64-w64-mingw32-gcc -static -o plain.exe -x c -
cat >raw.c <<'X'
int main(void) {
#if defined(__aarch64__)
	__asm__ volatile("svc #0x80");
#elif defined(__APPLE__)
	__asm__ volatile("mov $0x2000004, %eax\n\tsyscall");
#else
	__asm__ volatile("mov %rcx, %r10\n\tmov $0x2c, %eax\n\tsyscall");
#endif
	return 0;
}
X
x86_64-w64-mingw32-gcc -static -o raw.exe raw.c
# raw_mac FILE ARCHITECTURE
raw_mac() {
	/usr/bin/clang -target "$2-apple-macos12" -c -o raw.o raw.c
	"$bin/ld64.lld" -arch "$2" -platform_version macos 12 12 -o "$1" raw.o ../libSystem.tbd
}
bin=$(echo /usr/lib/llvm-*/bin/ld64.lld | tr ' ' '\n' | sort -V | tail -n 1)
bin=${bin%/*}
raw_mac raw-arm arm64
raw_mac raw-x86 x86_64
try linkwright check --claim static plain needs plain.exe needs.exe | sed 's/, at 0x.*//'
try linkwright check --claim static --rule LW404 plain plain.exe raw.exe raw-arm raw-x86 | sed 's/, at 0x.*//'
try linkwright check raw.exe raw-arm
