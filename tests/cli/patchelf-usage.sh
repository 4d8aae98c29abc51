app
cp app before
ln -s "$(command -v linkwright)" patchelf
try linkwright patchelf --set-rpath
try ./patchelf --set-rpath
try ./patchelf --print-rpath
try ./patchelf --unheard-of app
try ./patchelf nowhere app
try ./patchelf --set-rpath /x --add-rpath /y app
try ./patchelf --output out app libone.so
try ./patchelf --page-size 0 app
try ./patchelf --set-os-abi plan9 app
try ./patchelf --replace-needed one app
try ./patchelf --set-interpreter /x libone.so
try ./patchelf --rename-dynamic-symbols nowhere app
printf 'a b\na c\n' >map
try ./patchelf --rename-dynamic-symbols map app
printf 'a b\nc\n' >map
try ./patchelf --rename-dynamic-symbols map app
printf 'a@V b\n' >map
try ./patchelf --rename-dynamic-symbols map app
try ./patchelf --set-soname @nowhere app
echo 'a text that is longer than the header of an ELF file is' >text
try ./patchelf --print-rpath text
: >empty
try ./patchelf --print-rpath empty
try ./patchelf .
echo 'int x;' | gcc -c -o x.o -x c -
try ./patchelf --print-rpath x.o
cmp app before
