app
try linkwright ldd -r app
try linkwright ldd -d app
try linkwright ldd -u app
