# Places of one installation, in ELF and Mach-O files; and what conda leaves to the system.
hide() { "$@" | sed 's/, at 0x[0-9a-f]*$//'; echo "exit ${PIPESTATUS[0]}"; }
lib libone.so
echo 'int x;' | gcc -nostdlib -shared -fPIC -o nameless.so -x c -
program bad "$PWD/nameless.so" -Wl,--enable-new-dtags,-rpath,/opt/thing/lib
program good libone.so '-Wl,--enable-new-dtags,-rpath,$ORIGIN/../lib:$ORIGIN'
program store libone.so '-Wl,--enable-new-dtags,-rpath,$ORIGIN' -Wl,--dynamic-linker,/nix/store/glibc/lib/ld-linux-x86-64.so.2
hide linkwright check --rule LW414 --claim relocatable bad good store
mac mac/good x86_64
mac_lib mac/libok.dylib x86_64
mac mac/libbad.dylib x86_64 -dylib -install_name /opt/thing/lib/libbad.dylib
mac mac/bad x86_64 mac/libbad.dylib -rpath /opt/thing/lib
hide linkwright check --rule LW414 --claim relocatable mac/good mac/libok.dylib mac/libbad.dylib mac/bad
lib libz.so.1
lib libc.so.6
program left libone.so libz.so.1 libc.so.6 '-Wl,--enable-new-dtags,-rpath,$ORIGIN/lib'
mkdir lib && cp libone.so lib
hide linkwright check --rule conda --claim conda left
cp libz.so.1 lib
hide linkwright check --rule conda --claim conda left
