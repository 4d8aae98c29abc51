app
try linkwright ldd app
