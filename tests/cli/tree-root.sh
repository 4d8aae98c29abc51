# Links inside another root: absolute ones and those with too many ".." stay in it.
app
mkdir -p r/opt/bin r/usr/lib
mv libone.so r/usr/lib/libone.so.1
mv libtwo.so r/usr/lib
mv app r/opt/bin/real
ln -s /opt/bin/real r/app
ln -s /usr/lib r/opt/bin/lib
ln -s ../../../../../../usr/lib/libone.so.1 r/opt/bin/libone.so
root_loader r
try linkwright tree "${fixed[@]}" --root r /app
try linkwright tree "${fixed[@]}" --root r --cwd /opt bin/real --quiet
