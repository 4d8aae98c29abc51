# A lock of a folder, what has drifted since, and what a lock may not be. Nothing outside the folder has a say: digests of what a compiler
# writes are taken out.
plain() { sed -E 's/"sha256":"[0-9a-f]{64}","size":[0-9]+/"sha256":"@SHA@","size":@SIZE@/; s/(SHA-256) [0-9a-f]{16} -> [0-9a-f]{16}/\1 @OLD@ -> @NEW@/'; }
root_loader .
mkdir prefix && cd prefix && app && cd ..
try linkwright lock "${fixed[@]}" --root . /prefix | plain | grep -v '"path":"/lib64/ld-linux'
linkwright lock "${fixed[@]}" --root . -o app.lock /prefix
try linkwright verify app.lock
echo 'int x, y;' | gcc -nostdlib -shared -fPIC $build_id -Wl,-soname,libtwo.so -o prefix/libtwo.so -x c -
try linkwright verify app.lock | plain
rm prefix/libtwo.so
try linkwright verify app.lock
lib prefix/libthree.so
program prefix/app prefix/libone.so prefix/libthree.so '-Wl,--enable-new-dtags,-rpath,$ORIGIN'
try linkwright verify app.lock | plain
mv prefix moved
try linkwright verify app.lock
try linkwright verify --quiet app.lock /moved | grep -c 'libtwo.so: not found any more'
cut=$(head -c 300 app.lock); echo "$cut" >cut.lock
try linkwright verify cut.lock
try linkwright verify nowhere.lock
echo '{"linkwright":{"schema":"lock","version":2},"results":[{}]}' >new.lock
try linkwright verify new.lock
echo '{"linkwright":{"schema":"lock","version":1},"results":[{"target":"x","kind":"file","beside":[],"options":[{"option":"--help"}],"files":[],"binaries":[]}]}' >help.lock
try linkwright verify help.lock
try linkwright verify
try linkwright lock
try linkwright lock "${fixed[@]}" --root . /moved /lib64 | grep -A 3 beside
try linkwright lock nowhere
try linkwright lock -o nowhere/app.lock moved/app
