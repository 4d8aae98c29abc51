app
mkdir other
lib other/libone.so
try linkwright why "${fixed[@]}" --env "LD_LIBRARY_PATH=$PWD/other" app libone.so
