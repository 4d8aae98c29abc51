lib sub/libone.so
program app sub/libone.so -Wl,--disable-new-dtags,-rpath,rel
mv sub rel
mkdir -p there
mv rel there
try linkwright tree "${fixed[@]}" --quiet app
try linkwright tree "${fixed[@]}" --cwd there app
