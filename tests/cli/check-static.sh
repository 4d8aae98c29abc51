# What a static program still loads while it runs; stripped or not.
echo 'int main(void) { return 0; }' >plain.c
echo '#include <pwd.h>
int main(void) { return getpwnam("nobody") == 0; }' >users.c
echo '#include <netdb.h>
int main(void) { struct addrinfo *r; return getaddrinfo("localhost", 0, 0, &r); }' >hosts.c
echo '#include <iconv.h>
int main(void) { return iconv_open("ISO-8859-15", "UTF-8") == (iconv_t)-1; }' >convert.c
echo '#include <dlfcn.h>
int main(void) { return dlopen("libz.so.1", RTLD_NOW) == 0; }' >open.c
echo '#include <locale.h>
int main(void) { return setlocale(LC_ALL, "") == 0; }' >locale.c
for name in plain users hosts convert open locale; do
	gcc -static -o $name $name.c 2>/dev/null
	strip -s -o $name-stripped $name
	musl-gcc -static -o $name-musl $name.c
done
gcc -static-pie -o plain-pie plain.c
strip -s -o plain-pie-stripped plain-pie
gcc -o dynamic plain.c
gcc -shared -fPIC -nostdlib -o alone.so plain.c
try linkwright check --ignore no-build-id --ignore undefined-symbol --claim static plain plain-stripped plain-pie plain-pie-stripped
try linkwright check --ignore no-build-id --ignore undefined-symbol --claim static locale locale-stripped
try linkwright check --ignore no-build-id --ignore undefined-symbol --claim static users users-stripped hosts hosts-stripped convert convert-stripped open open-stripped
try linkwright check --ignore no-build-id --ignore undefined-symbol --claim static plain-musl users-musl hosts-musl convert-musl open-musl locale-musl
try linkwright check --ignore no-build-id --ignore undefined-symbol --claim static dynamic alone.so | grep -v ', at 0x'
