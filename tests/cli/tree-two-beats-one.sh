app
rm libtwo.so
try linkwright tree "${fixed[@]}" --quiet app nowhere
