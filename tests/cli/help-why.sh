linkwright why --help
