# dyld finds both by the program's rpath; the system's own library is in no file.
mac_app arm64
try linkwright tree bin/app
