lib libbase.so
lib libmid.so libbase.so
program app libmid.so libbase.so '-Wl,--enable-new-dtags,-rpath,$ORIGIN'
try linkwright why "${fixed[@]}" app libbase.so
