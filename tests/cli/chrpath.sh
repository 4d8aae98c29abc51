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
# What chrpath writes over keeps its other names; here it takes the place of one, which is said.
program old libtwo.so -Wl,-rpath,/opt/old/lib
ln old other
try ./chrpath -r /opt/new/lib old
