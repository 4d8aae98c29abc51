app
ln -s "$(command -v linkwright)" ldd
try ./ldd app
