app
try linkwright tree "${fixed[@]}" --record seen.w app >/dev/null
sed 's/build-id [0-9a-f]*/build-id HEX/' seen.w
