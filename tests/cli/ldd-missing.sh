app
rm libtwo.so
try linkwright ldd app
