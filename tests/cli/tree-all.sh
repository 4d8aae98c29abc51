lib libbase.so
lib libmid.so libbase.so '-Wl,-rpath,$ORIGIN'
lib libtop.so libmid.so '-Wl,-rpath,$ORIGIN'
program app libmid.so libtop.so '-Wl,-rpath,$ORIGIN'
echo once
linkwright tree "${fixed[@]}" app
echo all
linkwright tree "${fixed[@]}" --all app
