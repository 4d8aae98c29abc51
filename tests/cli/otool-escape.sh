# No control character of a file reaches the terminal.
mac app arm64 -rpath $'/a\033[31m'
linkwright otool -l app | grep -A 2 LC_RPATH
