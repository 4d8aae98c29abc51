# The same from any number of workers: results and complaints in the order of the FILEs.
app
touch empty
for format in text json dot; do
	linkwright tree "${fixed[@]}" --format $format -j1 app nowhere libone.so empty libtwo.so app >one 2>one.err
	echo "exit $?"
	linkwright tree "${fixed[@]}" --format $format -j 7 app nowhere libone.so empty libtwo.so app >many 2>many.err
	cmp one many && cmp one.err many.err && wc -l <many | tr -d ' '
done
cat many.err
