linkwright tree --nonsense x
