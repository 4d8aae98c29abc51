app
lib libpre.so
try linkwright tree "${fixed[@]}" --env "LD_PRELOAD=$PWD/libpre.so libnot.so" app
