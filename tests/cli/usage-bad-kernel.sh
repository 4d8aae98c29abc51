linkwright tree --kernel six x
