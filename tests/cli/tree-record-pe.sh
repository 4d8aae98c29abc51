# What is recorded of a PE program: only the imports that decide something, what redirects, and which directories there are.
mkdir -p C/app C/Windows/System32 D
echo '__declspec(dllexport) int b(void) { return 2; } __declspec(dllexport) int c(void) { return 3; }' >b.c
echo '__declspec(dllimport) int b(void), a(void), c(void); int start(void) { return a() + c(); }' >m.c
printf '%s\n' 'LIBRARY A.dll' EXPORTS ' a = B.b' ' c = B.c' ' z' >a.def
echo 'int z(void) { return 0; }' >z.c
x86_64-w64-mingw32-gcc -nostdlib -s -shared -e b -o C/app/B.dll b.c
x86_64-w64-mingw32-gcc -nostdlib -s -shared -e z -o C/app/A.dll z.c a.def -Wl,--out-implib,a.lib
x86_64-w64-mingw32-gcc -nostdlib -s -e start -o C/app/app.exe m.c a.lib
touch C/app/App.exe.local
try linkwright tree --root . --probes --env 'Path=D:\' --record seen.w 'C:\app\app.exe'
cat seen.w
