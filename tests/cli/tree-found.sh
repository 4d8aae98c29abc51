app
try linkwright tree "${fixed[@]}" app
