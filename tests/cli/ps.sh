# A program that stands still, two copies of one library and one that is deleted then. Addresses and numbers of processes are left out.
build_id=-Wl,--build-id=0x0bad5eed01 lib libz9-0123abcd.so.1
build_id=-Wl,--build-id=0x0bad5eed02 lib opt/libz9.so.1
build_id=-Wl,--build-id=0x0bad5eed03 lib libgone.so
echo 'static long call(long n, long a, long b) { long r; __asm__ volatile("syscall" : "=a"(r) : "0"(n), "D"(a), "S"(b), "d"(1) : "rcx", "r11", "memory"); return r; }
void _start(void) { call(1, 1, (long)"\n"); for (;;) call(34, 0, 0); }' |
	gcc -nostdlib -pie -fPIE $build_id -Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2 -Wl,--no-as-needed '-Wl,-rpath,$ORIGIN:$ORIGIN/opt' \
		-o app -x c - -x none libgone.so opt/libz9.so.1
mkfifo ready
env -i LD_PRELOAD="$PWD/libz9-0123abcd.so.1" ./app >ready &
read -r _ <ready
rm libgone.so
# seen COMMAND...: without what differs from run to run
seen() {
	"$@" >out 2>err
	status=$?
	sed "s/\b$!\b/PID/g" out err
	echo "exit $status"
}
seen linkwright ps $! | grep -v -e ld-linux -e vdso -e 'librar[yi]'
seen linkwright ps --quiet $!
seen linkwright ps --quiet $! 4194305
seen linkwright ps $! --format json | tr ',' '\n' | grep -e today -e gone -e first -e same | sort | uniq -c
kill $!
