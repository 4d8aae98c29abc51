mkfifo pipe
linkwright tree pipe
