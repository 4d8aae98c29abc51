linkwright scan --help
