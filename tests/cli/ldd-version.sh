linkwright ldd --version
