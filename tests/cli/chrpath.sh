app
ln -s "$(command -v linkwright)" chrpath
program old libtwo.so -Wl,--disable-new-dtags,-rpath,/opt/old/lib
lib none.so
try ./chrpath old app none.so
try ./chrpath -kl none.so nowhere app
try ./chrpath -r /a/path/that/is/much/longer/than/the/other old
try ./chrpath -l old
try ./chrpath --conv old
try ./chrpath -c --rep=/x old app
try ./chrpath -d old
try ./chrpath -d old
try ./chrpath -r /x old
echo text >text
try ./chrpath -l text
try ./chrpath -l .
try ./chrpath -v
try ./chrpath -r
try ./chrpath --unheard-of
try linkwright chrpath -x
try linkwright chrpath --list=yes
