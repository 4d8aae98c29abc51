# SPDX-License-Identifier: Apache-2.0
# A loader dies of a search path of its own, and libc must keep its name.
echo 'int x;' > x.c
gcc -shared -fPIC -nostdlib x.c -Wl,-soname,ld-linux-x86-64.so.2 -o ld.so
gcc -shared -fPIC -nostdlib x.c -Wl,-soname,libc.so.6 -o libc.so
linkwright edit ld.so --set-rpath /x --in-place || echo "exit $?"
linkwright edit libc.so --set-soname libother.so.6 -o other.so
