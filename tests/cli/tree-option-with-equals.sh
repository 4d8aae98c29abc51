app
try linkwright tree --loader=glibc:2.36 --cpu=x86-64-v1 --quiet app
