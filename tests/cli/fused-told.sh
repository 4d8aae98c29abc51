# What others tell of a fused file: tree, why, check, lock and verify; and of one whose note is damaged. What depends on the compiler is taken out.
plain() { sed -E 's/"(sha256|size|offset|length)":("[0-9a-f]{64}"|[0-9]+)/"\1":@/g; s/(SHA-256) [0-9a-f]{16} -> [0-9a-f]{16}/\1 @OLD@ -> @NEW@/; s/[0-9]+ bytes/N bytes/g; s/(at|, at) 0x[0-9a-f]+/\1 0x@/; s/build-id [0-9a-f]+…/build-id HEX…/g; s/"build_id":"[0-9a-f]+"/"build_id":"HEX"/g; s/(build-id) [0-9a-f]+ -> [0-9a-f]+/\1 @OLD@ -> @NEW@/'; }
so() { echo "$2" | gcc -nostdlib -shared -fPIC -Wl,--build-id=sha1 -Wl,-soname,"$1" -Wl,--no-as-needed -o "$1" -x c - -x none "${@:3}" -Wl,-rpath,'$ORIGIN'; }
root_loader .
so libdep.so 'int state; int dep(void) { return ++state; }'
so libout.so 'int out(void) { return 1; }'
echo 'int dep(void), out(void); void _start(void) { dep(); out(); for (;;) ; }' | gcc -nostdlib -pie -fPIE -Wl,--build-id=sha1 -Wl,--dynamic-linker,/lib64/ld-linux-x86-64.so.2 -Wl,-rpath,'$ORIGIN' -o app -x c - -x none libdep.so libout.so
linkwright fuse --root . /app --lib libdep.so -o fused --quiet
linkwright tree "${fixed[@]}" --root . /fused | plain
linkwright tree "${fixed[@]}" --root . --format json /fused | grep -o '"fused":[^]]*]'
try linkwright why "${fixed[@]}" --root . /fused libdep.so
linkwright why "${fixed[@]}" --root . --format json /fused libdep.so | grep -o '"fused_into":[^]]*]'
linkwright lock "${fixed[@]}" --root . -o fused.lock /fused
grep '"into"' fused.lock | plain
copies() { try linkwright check "${fixed[@]}" --root . --rule two-copies --rule fused-note --rule fused-outdated "$@" | plain; }
copies /fused
# What stays outside is another one now, and needs what went in.
so libout.so 'int dep(void); int out(void) { return dep(); }' libdep.so
copies /fused
so libdep.so 'int state, more; int dep(void) { return ++state; }'
copies /fused
so libout.so 'int out(void) { return 1; }'
linkwright fuse --root . /app --lib libdep.so -o fused --quiet
try linkwright verify --root . fused.lock | plain
sed 's/{"version":1,/{"version":7,/' fused >damaged
copies /damaged
linkwright tree "${fixed[@]}" --root . /damaged | grep fused
linkwright tree "${fixed[@]}" --root . --format json /damaged | grep -o '"fused":null'
try linkwright fuse --list damaged
