try linkwright help version
try linkwright help help
