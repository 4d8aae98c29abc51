# The loader of Windows is not followed yet; what the file says can be listed.
echo 'int main(void) { return 0; }' | x86_64-w64-mingw32-gcc -o app.exe -x c -
try linkwright tree app.exe
try linkwright scan app.exe
