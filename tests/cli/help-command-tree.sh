linkwright help tree
