app
try linkwright edit
try linkwright edit app
try linkwright edit app --in-place
try linkwright edit app --set-rpath /x
try linkwright edit app --set-rpath /x --in-place -o out
try linkwright edit app libone.so --set-rpath /x -o out
try linkwright edit app --replace-needed libone.so --in-place
try linkwright edit app --rpath-kind both --in-place
try linkwright edit app --execstack maybe --in-place
try linkwright edit app --page-size 5000 --bind-now --in-place
try linkwright edit app --set-rpaht /x --in-place
try linkwright edit app --bind-now=yes --in-place
try linkwright edit app --format dot --bind-now --in-place
try linkwright edit app --allowed-rpath-prefix /x --in-place
try linkwright edit app --add-rpath '' --in-place
