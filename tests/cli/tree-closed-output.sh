app
linkwright tree "${fixed[@]}" app >&-
