linkwright --help
