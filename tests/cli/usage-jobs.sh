for n in 0 65 -1 two 2x ''; do
	try linkwright tree --jobs "$n" app
done
try linkwright tree -j
try linkwright why -j2 app libone.so
