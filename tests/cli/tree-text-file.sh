echo hello >hello.txt
linkwright tree hello.txt
