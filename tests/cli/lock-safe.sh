# A lock takes the place of the old one only when it is whole; its permission bits and links stay.
app
linkwright lock "${fixed[@]}" -o real.lock app
chmod 640 real.lock
ln -s real.lock app.lock
cp real.lock old
lib libtwo.so -Wl,-soname,libother.so
try linkwright lock "${fixed[@]}" -o app.lock app
stat -c '%a %F' real.lock app.lock
cmp -s real.lock old || echo another lock
cp real.lock old
(ulimit -f 1; trap '' XFSZ; try linkwright lock -o real.lock /bin/sh)
cmp real.lock old && ls | grep -c tmp
try linkwright lock "${fixed[@]}" -o - app | tail -1
echo damaged >damaged; printf '\177ELF' >>damaged; printf '\177ELF\2\1\1' >cut
try linkwright lock "${fixed[@]}" -o real.lock cut
mkdir some; mv cut app some
try linkwright lock "${fixed[@]}" -o real.lock some
grep -c '"error":"has 7 bytes' real.lock
