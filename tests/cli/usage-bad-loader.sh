try linkwright tree --loader musl x
try linkwright tree --loader glibc: x
try linkwright tree --loader glibc:3.1 x
try linkwright tree --loader glibc:2.36x x
