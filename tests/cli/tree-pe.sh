# The loader of Windows, in a tree whose top folder is a drive, and beside it.
mkdir -p C/app C/Other
echo '__declspec(dllexport) int b(void) { return 2; }' >b.c
echo '__declspec(dllimport) int b(void); __declspec(dllexport) int a(void) { return b(); }' >a.c
echo '__declspec(dllimport) int a(void); int main(void) { return a(); }' >m.c
x86_64-w64-mingw32-gcc -shared -o C/Other/B.dll b.c -Wl,--out-implib,b.lib
x86_64-w64-mingw32-gcc -shared -o C/app/A.dll a.c b.lib -Wl,--out-implib,a.lib
x86_64-w64-mingw32-gcc -o C/app/app.exe m.c a.lib
try linkwright tree --root . 'C:\app\app.exe'
try linkwright tree --root . --env 'Path=C:\nothing;c:\OTHER' /C/app/app.exe
try linkwright why --root . --env 'Path=C:\nothing;c:\OTHER' /C/app/app.exe b.DLL
try linkwright tree --root . --as conda --probes /C/app/A.dll
try linkwright scan C/app
try linkwright tree --as cobol C/app/app.exe
try linkwright tree --windows safe-search=perhaps C/app/app.exe
try linkwright tree --windows api-sets=m.c C/app/app.exe
