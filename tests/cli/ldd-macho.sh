# ldd and lddtree speak of ELF files.
mac_app x86_64
try linkwright ldd bin/app
try linkwright lddtree bin/app
