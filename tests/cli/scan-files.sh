app
mkdir -p d/e 'od	d'
cp app d/prog
cp libone.so 'od	d/x,y.so'
head -c 3000 app >d/cut
head -c 20 app >d/short
ln -s ../app d/link
echo text >d/e/note
try linkwright scan .
try linkwright scan d/link app d/e/note
