app
try linkwright lddtree -l app
