# Many directories before the one that holds the libraries, a few, and the many twice.
mkdir dirs
dirs=
for i in $(seq 150); do
	mkdir "dirs/$i"
	dirs="$dirs\$ORIGIN/dirs/$i:"
done
lib lib/liba.so
lib lib/libb.so
program dear lib/liba.so "-Wl,--enable-new-dtags,-rpath,$dirs\$ORIGIN/lib"
program cheap lib/liba.so lib/libb.so '-Wl,--enable-new-dtags,-rpath,$ORIGIN/dirs/1:$ORIGIN/lib'
try linkwright check "${fixed[@]}" --rule LW207 dear cheap
libs=
for i in $(seq 8); do
	lib "lib/lib$i.so"
	libs="$libs lib/lib$i.so"
done
program dearest $libs "-Wl,--enable-new-dtags,-rpath,$dirs\$ORIGIN/lib"
try linkwright check "${fixed[@]}" --rule LW207 dearest
