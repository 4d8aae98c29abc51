# What could be read is shown, and what could not is said.
mac app arm64
head -c 200 app >cut
try linkwright otool -L cut
