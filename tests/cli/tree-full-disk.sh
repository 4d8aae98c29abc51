app
linkwright tree "${fixed[@]}" app >/dev/full
