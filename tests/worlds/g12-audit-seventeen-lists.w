world 1
about more than sixteen lists of audit modules are fatal
from glibc elf/rtld.c audit_list_add_string
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d
elf /d/liba.so
env LD_AUDIT=/nope1.so
env LD_AUDIT=/nope2.so
env LD_AUDIT=/nope3.so
env LD_AUDIT=/nope4.so
env LD_AUDIT=/nope5.so
env LD_AUDIT=/nope6.so
env LD_AUDIT=/nope7.so
env LD_AUDIT=/nope8.so
env LD_AUDIT=/nope9.so
env LD_AUDIT=/nope10.so
env LD_AUDIT=/nope11.so
env LD_AUDIT=/nope12.so
env LD_AUDIT=/nope13.so
env LD_AUDIT=/nope14.so
env LD_AUDIT=/nope15.so
env LD_AUDIT=/nope16.so
env LD_AUDIT=/nope17.so
ask tree /app
expect
	stop "Fatal glibc error: Too many audit modules requested"
	probes none
