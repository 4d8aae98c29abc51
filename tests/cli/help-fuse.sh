linkwright fuse --help
