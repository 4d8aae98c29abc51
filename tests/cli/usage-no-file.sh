linkwright tree
