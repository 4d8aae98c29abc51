linkwright tree --color blue x
