# SPDX-License-Identifier: Apache-2.0
# A loader dies of a search path of its own, and libc must keep its name.
echo 'int x;' > x.c
gcc -shared -fPIC -nostdlib x.c -Wl,-soname,ld-linux-x86-64.so.2 -o ld.so
gcc -shared -fPIC -nostdlib x.c -Wl,-soname,libc.so.6 -o libc.so
linkwright edit ld.so --set-rpath /x --in-place || echo "exit $?"
linkwright edit libc.so --set-soname libother.so.6 -o other.so
linkwright edit ld.so --set-flag nodelete --in-place || echo "exit $?"
linkwright edit ld.so --bind-now -o now.so
linkwright edit ld.so --set-soname ld-x.so -o renamed.so
# A program that relocates itself: glibc's start code looks for no libraries, and dies of a search path.
echo 'int main(void) { return 7; }' >main.c
gcc -static-pie main.c -o main
for words in '--set-rpath /x' '--add-rpath /x' '--add-needed libx.so'; do
	linkwright edit main $words --in-place || echo "exit $?"
done
linkwright edit main --bind-now --set-flag nodelete --execstack on --in-place --quiet
./main || echo "exit $?"
