# A shared cache below the root is asked before anything else.
mac root/app arm64
mkdir -p root/System/Library/dyld
cache=root/System/Library/dyld/dyld_shared_cache_arm64e
{
	printf 'dyld_v1  arm64e\0\310\001\0\0'
	head -c 428 /dev/zero
	printf '\310\001\0\0\001\0\0\0'
	head -c 24 /dev/zero
	printf '\350\001\0\0\0\0\0\0/usr/lib/libSystem.B.dylib\0'
} >$cache
try linkwright tree --root root /app
head -c 100 $cache >cut && mv cut $cache
try linkwright tree --root root /app
