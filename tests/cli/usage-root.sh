try linkwright tree --root nowhere /app
try linkwright tree --root /etc/passwd /app
mkdir r
try linkwright tree --root r --cwd /nowhere /app
try linkwright why --root r /app libx.so
