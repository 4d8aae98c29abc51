app
linkwright tree "${fixed[@]}" --verbose app
