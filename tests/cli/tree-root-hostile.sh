# Nothing but a plain file inside the root is opened, whatever stands where a library should be.
lib libfifo.so
lib libout.so
lib libloop.so
lib libclosed.so
program app libfifo.so libout.so libloop.so libclosed.so '-Wl,--disable-new-dtags,-rpath,/loop:/dangling:/d'
mkdir -p r/d secret
mv libout.so secret
mv app r
mkfifo r/d/libfifo.so
ln -s "$PWD/secret/libout.so" r/d/libout.so
ln -s libloop.so r/d/libloop.so
ln -s loop r/loop
ln -s "$PWD/secret" r/dangling
ln -s ../../../../../../../../../../../../..$PWD/secret r/d/up
root_loader r
try linkwright tree "${fixed[@]}" --root r --probes /app
try linkwright tree "${fixed[@]}" --root r /d/libout.so
try linkwright tree "${fixed[@]}" --root r /d/up/libout.so
try linkwright tree "${fixed[@]}" --root r /d/libfifo.so
try linkwright tree "${fixed[@]}" --root r /../../../../etc/passwd
