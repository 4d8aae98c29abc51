# What a static program still needs, told by what only those have in them; stripped or not.
echo 'int main(void) { return 0; }' >plain.c
echo '#include <pwd.h>
int main(void) { return getpwnam("nobody") == 0; }' >users.c
echo '#include <netdb.h>
int main(void) { struct addrinfo *r; return getaddrinfo("localhost", 0, 0, &r); }' >hosts.c
for name in plain users hosts; do
	gcc -static -o $name $name.c 2>/dev/null
	strip -s -o $name-stripped $name
	musl-gcc -static -o $name-musl $name.c
done
gcc -static-pie -o plain-pie plain.c
gcc -o dynamic plain.c
try linkwright check --claim static --fail-on error plain plain-stripped plain-pie users users-stripped hosts hosts-stripped
try linkwright check --claim static plain-musl users-musl hosts-musl
try linkwright check --claim static dynamic | grep -v ', at 0x'
