app
try linkwright tree "${fixed[@]}" --quiet app
