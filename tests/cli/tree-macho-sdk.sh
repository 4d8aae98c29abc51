# An SDK below the root tells what the system has; what it has no stub for is not presumed.
mac root/app arm64
mkdir -p root/usr/lib
stub() {
	printf '%s\n' '--- !tapi-tbd' 'tbd-version: 4' 'targets: [ x86_64-macos, arm64-macos ]' "install-name: $1" '...'
}
stub /usr/lib/libSystem.B.dylib >root/usr/lib/libSystem.B.tbd
try linkwright tree --root root /app
stub /usr/lib/libnever.dylib >never.tbd
mac root/other arm64 never.tbd
try linkwright tree --root root /other
try linkwright why --root root /other /usr/lib/libnever.dylib
