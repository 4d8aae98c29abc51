# What ps refuses.
try linkwright ps
try linkwright ps 4194305
try linkwright ps one
try linkwright ps --format dot 1
try linkwright ps --probes 1
