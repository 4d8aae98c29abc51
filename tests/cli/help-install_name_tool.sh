linkwright install_name_tool --help
