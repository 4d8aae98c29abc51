app
mkdir other
cp libtwo.so other
export LD_LIBRARY_PATH=$PWD/other
echo clean
linkwright tree "${fixed[@]}" app
echo inherited
env -i "PATH=$PATH" "LD_LIBRARY_PATH=$PWD/other" linkwright tree "${fixed[@]}" --env-inherit app
