app
try linkwright tree --record r.w app libone.so
ls r.w 2>/dev/null
