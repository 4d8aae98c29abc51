linkwright ldd --help
