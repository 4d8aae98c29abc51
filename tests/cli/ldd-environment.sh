app
mkdir other
cp libtwo.so other
LD_LIBRARY_PATH=$PWD/other linkwright ldd app
