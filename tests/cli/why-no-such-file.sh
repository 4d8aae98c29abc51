linkwright why nowhere libc.so.6
