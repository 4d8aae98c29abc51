# Two folders, two files, two locks and two roots, each by itself.
# One build-id for all would make them copies of one library.
build_id=-Wl,--build-id=none
rules=(--rule LW101 --rule LW102 --rule shadowed)
plain() { sed -E 's/(SHA-256) [0-9a-f]{16} -> [0-9a-f]{16}/\1 @OLD@ -> @NEW@/'; }
mkdir a && cd a && app && cd ..
cp -r a b
try linkwright diff "${fixed[@]}" "${rules[@]}" a b
lib far/libtwo.so
program b/app b/libone.so '-Wl,--disable-new-dtags,-rpath,$ORIGIN'
rm b/libtwo.so
lib b/libnew.so
try linkwright diff "${fixed[@]}" "${rules[@]}" --env LD_LIBRARY_PATH="$PWD/far" a b | plain
try linkwright diff "${fixed[@]}" "${rules[@]}" --quiet a/app b/app | plain
# A library under the name that a bundler gives it.
lib c/libtwo-0123abcd.so
lib c/libone.so c/libtwo-0123abcd.so '-Wl,--enable-new-dtags,-rpath,$ORIGIN'
program c/app c/libone.so '-Wl,--enable-new-dtags,-rpath,$ORIGIN'
try linkwright diff "${fixed[@]}" "${rules[@]}" --quiet a c | plain
linkwright lock "${fixed[@]}" -o a.lock a
linkwright lock "${fixed[@]}" -o b.lock b
try linkwright diff a.lock b.lock | plain
try linkwright diff a.lock a
try linkwright diff a
try linkwright diff a nowhere
for root in old new; do
	root_loader $root
	mkdir -p $root/opt
	cp -r a $root/opt/a
done
try linkwright diff "${fixed[@]}" "${rules[@]}" old new
rm new/opt/a/libtwo.so
try linkwright diff "${fixed[@]}" "${rules[@]}" --roots --format json old new | grep -o '"kind":"missing","subject":"[^"]*"'
try linkwright diff --rule nonsense a b
