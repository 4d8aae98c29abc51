# PE: libraries are renamed in imports, delay imports and forwarded exports; names that are too long for their place go where there is room, and
# what cannot be done is said. A signature cannot stay valid, and goes.
# how large files are depends on the linker
sized() { sed -E "s/(size stays|to) [0-9]+ bytes/\1 … bytes/; s/grows by [0-9]+/grows by …/"; }
code() { clang --target=x86_64-pc-windows-msvc -O1 -c -o "$1.o" -x c -; }
printf '%s\n' 'LIBRARY one.dll' EXPORTS one 'two=two.two' >one.def
printf '%s\n' 'LIBRARY two.dll' EXPORTS two >two.def
echo 'int one(void) { return 1; }' | code one
echo 'int two(void) { return 2; }' | code two
for name in one two; do
	lld-link -dll -noentry -nodefaultlib -timestamp:0 "-def:$name.def" "-implib:$name.lib" "-out:$name.dll" "$name.o"
done
echo '__declspec(dllimport) int one(void), two(void); void *__delayLoadHelper2(void *a, void *b) { return 0; }
int start(void) { return one() + two(); }' | code app
lld-link -entry:start -nodefaultlib -subsystem:console -timestamp:0 -out:app.exe app.o two.lib one.lib -delayload:two.dll

linkwright edit app.exe --replace-needed one.dll=one-1a2b3c4d.dll --replace-needed TWO.dll=2.dll -o new.exe | sized
linkwright edit one.dll --replace-needed two.dll=two-1a2b3c4d.dll --set-soname one-1a2b3c4d.dll --in-place | sized
linkwright edit new.exe --replace-needed one.dll=one-1a2b3c4d.dll --in-place
for words in '--remove-needed one.dll' '--add-needed three.dll' '--replace-needed four.dll=five.dll' '--set-rpath /lib' '--set-soname app' '--load-flags 0x800' '--set-flag execstack'; do
	try linkwright edit app.exe $words --dry-run
done
try linkwright edit app.exe --remove-needed nowhere.dll --dry-run
