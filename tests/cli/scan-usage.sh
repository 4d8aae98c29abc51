try linkwright scan
try linkwright scan nowhere
try linkwright scan --format json .
try linkwright scan --probes .
try linkwright scan --root nowhere /
