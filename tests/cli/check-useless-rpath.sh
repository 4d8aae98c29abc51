# Elements of a search path that bring nothing; $ORIGIN/lib and the directory that only DT_RPATH serves do.
lib lib/libb.so
lib lib/liba.so lib/libb.so
lib deep/libd.so
lib mid/libm.so deep/libd.so
mkdir empty
ln -s lib link
program app lib/liba.so '-Wl,--enable-new-dtags,-rpath,$ORIGIN/lib:$ORIGIN/none:${ORIGIN}/./link:$ORIGIN/empty:/usr/lib:'
try linkwright check "${fixed[@]}" --rule LW206 app
program old mid/libm.so '-Wl,--disable-new-dtags,-rpath,$ORIGIN/mid:$ORIGIN/deep'
program new mid/libm.so '-Wl,--enable-new-dtags,-rpath,$ORIGIN/mid:$ORIGIN/deep'
try linkwright check "${fixed[@]}" --rule useless-rpath-element old new
mac_app arm64
mac bin/more arm64 -rpath @loader_path/../lib -rpath @loader_path/../none -rpath @executable_path/../bin -rpath /nowhere lib/libone.dylib
try linkwright check --rule LW206 bin/app bin/more
try linkwright explain LW206
