app
try linkwright lddtree app
