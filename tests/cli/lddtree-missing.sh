app
rm libtwo.so
try linkwright lddtree app
