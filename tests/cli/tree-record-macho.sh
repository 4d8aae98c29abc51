# What is recorded of a Mach-O program: slices, load commands, links; of a file for another system what makes it so.
mac_app arm64
mac_lib other/libone.dylib x86_64
ln -s other ln
try linkwright tree --root . --loader dyld:14.5 --env DYLD_LIBRARY_PATH=/ln --record seen.w /bin/app >/dev/null
cat seen.w
