# A code signature says what the bytes were; who changes them afterwards has to sign again.
mac_app arm64
try linkwright tree --verbose bin/app | grep -v build-id
printf 'X' | dd of=bin/app bs=1 seek=3000 conv=notrunc status=none
try linkwright tree --verbose bin/app | grep -v build-id
linkwright tree --verbose --format json bin/app | grep -o '"signature":"[a-z]*"'
linkwright scan --format ndjson bin/app | grep -o '"signature":"[^"]*"'
