linkwright help
