: >empty
linkwright tree empty
