try linkwright help --help
