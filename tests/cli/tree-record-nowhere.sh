app
linkwright tree "${fixed[@]}" --record no/such/dir.w app
