app
cp app -- -x
try linkwright tree "${fixed[@]}" --quiet -- -x
try linkwright tree "${fixed[@]}" --quiet -x
