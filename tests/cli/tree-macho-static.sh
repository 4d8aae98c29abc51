# The question about a "static" tool: does it run on a Mac that has nothing but macOS? A build of a package manager needs its libraries, the
# official one does not. Both are linked from stubs; neither library is here.
stub() {
	mkdir -p "$(dirname "$2")"
	printf '%s\n' '--- !tapi-tbd' 'tbd-version: 4' 'targets: [ arm64-macos ]' "install-name: $1" '...' >"$2"
}
stub /opt/homebrew/opt/zstd/lib/libzstd.1.dylib stubs/libzstd.tbd
stub /usr/lib/libz.1.dylib stubs/libz.tbd
mac root/opt/homebrew/opt/zstd/lib/libzstd.1.dylib arm64 -dylib -install_name /opt/homebrew/opt/zstd/lib/libzstd.1.dylib
mac root/opt/homebrew/bin/brewed arm64 stubs/libzstd.tbd stubs/libz.tbd
mac root/opt/official/bin/official arm64 stubs/libz.tbd
origins() {
	/usr/bin/python3 -c 'import json, sys
for r in json.load(sys.stdin)["results"]:
    print(r["file"], *((o.get("path") or o["name"]) + " " + str(o.get("origin")) for o in r["objects"][1:]), sep="\n  ")
    print("  missing:", r["summary"]["missing"])'
}
try linkwright tree --root root /opt/official/bin/official
try linkwright tree --root root /opt/homebrew/bin/brewed
linkwright tree --format json --root root /opt/official/bin/official /opt/homebrew/bin/brewed | origins
# On a Mac without the package manager the one starts and the other does not.
mkdir -p bare/bin && cp root/opt/homebrew/bin/brewed root/opt/official/bin/official bare/bin
try linkwright tree --quiet --root bare /bin/official
try linkwright tree --quiet --root bare /bin/brewed
linkwright tree --format json --root bare /bin/official /bin/brewed | origins
# Where the stubs of an SDK lie below the root too, they say the same of the system's.
mkdir -p bare/usr/lib
cp stubs/libz.tbd bare/usr/lib/libz.1.tbd
cp ../libSystem.tbd bare/usr/lib/libSystem.B.tbd
try linkwright tree --root bare /bin/official
