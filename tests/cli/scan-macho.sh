# One line for each file: Mach-O beside ELF.
mac_app arm64
program elf
try linkwright scan .
