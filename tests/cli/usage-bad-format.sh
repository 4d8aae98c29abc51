try linkwright tree --format yaml x
try linkwright why --format dot x y
