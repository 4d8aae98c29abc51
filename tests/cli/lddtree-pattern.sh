lib d/libone.so
lib d/libtwo.so
lib e/libtwo.so
lib d/.hidden.so
for pattern in '*/lib*.so' 'd/*' './?/libt*' "$PWD/e/*.so" 'x/*' 'd/lib[!o]*.so'; do
	echo "== ${pattern#"$PWD"}"
	try linkwright lddtree "$pattern"
done
