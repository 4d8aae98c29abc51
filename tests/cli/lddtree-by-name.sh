app
ln -s "$(command -v linkwright)" lddtree
try ./lddtree -l app
