linkwright otool --help
