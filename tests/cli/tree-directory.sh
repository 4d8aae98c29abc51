mkdir d
linkwright tree d
