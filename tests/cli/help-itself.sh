linkwright help --help
