world 1
about LD_LIBRARY_PATH gives another file of the name that DT_RUNPATH and the cache would have given
from the libcurl case
live no `why` has no counterpart in the loader
loader /lib64/ld-linux-x86-64.so.2 glibc 2.41
elf /opt/app/bin/app
	program
	needed libcurl.so.4
	runpath $ORIGIN/../lib
elf /opt/app/lib/libcurl.so.4
	soname libcurl.so.4
elf /home/old/libcurl.so.4
	soname libcurl.so.4
elf /usr/lib/x86_64-linux-gnu/libcurl.so.4
	soname libcurl.so.4
cache /etc/ld.so.cache
	entry libcurl.so.4 => /usr/lib/x86_64-linux-gnu/libcurl.so.4
env LD_LIBRARY_PATH=/home/old
ask why /opt/app/bin/app libcurl.so.4
expect
	load libcurl.so.4 => /home/old/libcurl.so.4 by env
	load /lib64/ld-linux-x86-64.so.2 => /lib64/ld-linux-x86-64.so.2 by loader
	edge /opt/app/bin/app libcurl.so.4 -> /home/old/libcurl.so.4 search
	shadow /opt/app/bin/../lib/libcurl.so.4
	shadow /usr/lib/x86_64-linux-gnu/libcurl.so.4
	shadow /usr/lib/x86_64-linux-gnu/libcurl.so.4
