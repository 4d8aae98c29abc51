app
linkwright tree "${fixed[@]}" --format dot app
