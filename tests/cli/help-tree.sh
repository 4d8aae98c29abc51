linkwright tree --help
