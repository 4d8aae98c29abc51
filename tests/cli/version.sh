linkwright --version
