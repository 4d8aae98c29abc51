app
try linkwright tree app "${fixed[@]}" --quiet
