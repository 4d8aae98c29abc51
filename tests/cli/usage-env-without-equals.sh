linkwright tree --env LD_LIBRARY_PATH x
