try linkwright why
try linkwright why x
try linkwright why x y z
