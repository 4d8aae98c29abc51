app
cp app before
try linkwright edit app nowhere --replace-needed libnone.so=libsome.so --in-place
try linkwright edit app --load-flags 0x800 --in-place
try linkwright edit libone.so --set-interpreter /lib/ld.so --in-place
try linkwright edit . --bind-now --in-place
try linkwright edit app --needed-version libone.so=1 --in-place
echo text >text
try linkwright edit text --bind-now --in-place
try linkwright edit app --set-flag nonsense --in-place
try linkwright edit app --set-os-abi Plan9 --in-place
try linkwright edit app --bind-now -o nowhere/app
cmp app before
