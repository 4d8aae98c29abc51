app
rm libtwo.so
try linkwright tree "${fixed[@]}" --color always app | cat -v
