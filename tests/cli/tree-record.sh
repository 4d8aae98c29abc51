app
try linkwright tree "${fixed[@]}" --kernel 6.1.0 --record seen.w app >/dev/null
# What the loader defines differs from one build of it to the next.
sed -e 's/build-id [0-9a-f]*/build-id HEX/' -e '/^\tdefines/d' seen.w
