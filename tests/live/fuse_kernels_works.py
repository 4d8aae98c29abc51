# SPDX-License-Identifier: Apache-2.0
"""Works of real programs that a small initramfs with busybox has room for, run in an empty folder.

Each is (name, programs that are fused, shell script, a part of the end of what it says, what it needs beside its libraries).
"""
PYTHON = "/usr/lib/python3.11"
LLVM = "/usr/lib/llvm-14"
GCC = "/usr/lib/gcc/x86_64-linux-gnu/12"
C = """cat >a.c <<'E'
struct node { int key; struct node *next; }; extern void *malloc(unsigned long);
static struct node *add(struct node *l, int k) { struct node *n = malloc(sizeof *n); n->key = k; n->next = l; return n; }
double mix(double *v, int n) { double s = 0; for (int i = 0; i < n; i++) s += v[i] * v[i] / (i + 1.5); return s; }
int sum(int n) { struct node *l = 0; int s = 0; for (int i = 0; i < n; i++) l = add(l, i); for (; l; l = l->next) s += l->key; return s; }
E
"""
PY = """cat >t.py <<'E'
import zlib, json, re, threading, hashlib, ctypes, decimal, sqlite3, lzma, bz2, math, pickle, random, ssl
print(zlib.crc32(zlib.compress(b"abc" * 999)), decimal.Decimal(2).sqrt(), hashlib.blake2b(b"x").hexdigest()[:9], math.sin(1), ssl.OPENSSL_VERSION)
print(lzma.decompress(lzma.compress(b"x" * 9999)) == bz2.decompress(bz2.compress(b"x" * 9999)), sqlite3.connect(":memory:").execute("select 1+1").fetchall())
l = ctypes.CDLL(None); print(l.abs(-4), re.sub(r"(\\d+)", lambda m: str(int(m[1]) * 2), "a1b22"), json.dumps({"a": [1, 2.5]}), pickle.loads(pickle.dumps(range(3))), random.Random(4).random())
out = []; t = [threading.Thread(target=out.append, args=(i,)) for i in range(8)]; [x.start() for x in t]; [x.join() for x in t]; print(sorted(out))
E
python3.11 -B t.py"""
GIT = """export GIT_TEMPLATE_DIR= GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@b
export GIT_AUTHOR_DATE='1700000000 +0000' GIT_COMMITTER_DATE='1700000000 +0000'
git init -q -b main . && seq 1 500 >a && git add a && git commit -qm one && sed -i 5s/.*/five/ a && git commit -qam two && git log --stat && git fsck --full
git archive HEAD | sha256sum; git rev-parse HEAD; git grep -nP '^4(\\d)\\1$'"""
OPENSSL = """seq 9999 >f; for d in md5 sha256 sha3-512 blake2b512; do openssl dgst -$d f; done
for c in aes-256-cbc chacha20; do openssl enc -$c -pbkdf2 -S 0102030405060708 -pass pass:x -in f -out e && openssl enc -d -$c -pbkdf2 -S 0102030405060708 -pass pass:x -in e | openssl sha256; done
openssl genpkey -algorithm ed25519 -out k; openssl pkeyutl -sign -inkey k -rawin -in f -out s; openssl pkeyutl -verify -inkey k -rawin -in f -sigfile s"""
SQLITE = """sqlite3 d.db "create table t(a integer primary key, b text, c real); with recursive n(i) as (select 1 union all select i+1 from n where i<2000)
insert into t select i, printf('%05d', i*7919%20011), i/7.0 from n; create index i on t(b); select count(*), sum(a), max(b), total(c) from t; select json_object('k', a) from t limit 2;"
sqlite3 d.db .dump | sha256sum; sqlite3 d.db 'pragma integrity_check'"""
SSH = """ssh-keygen -q -t ed25519 -N '' -f k -C me && ssh-keygen -y -f k | cut -d' ' -f1 && echo text >t && ssh-keygen -q -Y sign -f k -n file t
ssh-keygen -Y check-novalidate -n file -s t.sig <t | cut -c1-30; ssh -Q cipher; ssh -V"""
FFMPEG = """ffmpeg -v error -nostdin -f lavfi -i testsrc=d=0.3:s=64x48:r=10 -f lavfi -i sine=d=0.3 -threads 1 -bitexact -flags +bitexact -fflags +bitexact -c:v libx264 -c:a aac out.mp4
sha256sum out.mp4; ffmpeg -hide_banner -codecs | sha256sum; test -s out.mp4 && ffmpeg -version | head -1"""

WORKS = [
    ("git", ["/usr/bin/git"], GIT, "a:444:444", ()),
    ("curl", ["/usr/bin/curl"], "mkdir s; seq 9999 >s/n; httpd -p 127.0.0.1:8099 -h s; sleep 1; curl -sS http://127.0.0.1:8099/n | sha256sum; curl -sS -r 5-20 file://$PWD/s/n; "
     "curl -sS http://127.0.0.1:9/ 2>&1 | sed 's/after.*ms//'; curl -V; killall httpd", "HTTP2", ()),
    ("openssl", ["/usr/bin/openssl"], OPENSSL, "Verified Successfully", ("/usr/lib/ssl/openssl.cnf", "/etc/ssl/openssl.cnf")),
    ("sqlite3", ["/usr/bin/sqlite3"], SQLITE, "ok\n", ()),
    ("python3.11", ["/usr/bin/python3.11"], PY, "[0, 1, 2, 3, 4, 5, 6, 7]", (PYTHON,)),
    ("perl", ["/usr/bin/perl"], "perl -e '$_ = join(\"\", map { chr(97 + $_ % 26) } 1..9999); s/([aeiou])/<$1>/g; print length, \" \", join(\",\", sort { $b <=> $a } 1..9), "
     "sprintf(\" %.6f \", atan2(1, 1)), crypt(\"a\", \"\\$6\\$ss\"), \"\\n\"; print \"ended\\n\"'", "ended", ()),
    ("clang", [LLVM + "/bin/clang"], C + f"{LLVM}/bin/clang -O2 -c a.c && sha256sum a.o; {LLVM}/bin/clang -O1 -S -emit-llvm a.c -o - | tail -5; echo 'int x = y;' | {LLVM}/bin/clang -xc -c -; "
     f"echo $?; test -s a.o && {LLVM}/bin/clang --version", "clang version 14", ()),
    ("lld", [LLVM + "/bin/lld"], f"{LLVM}/bin/ld.lld -shared /given/a.o -o s --build-id && sha256sum s; {LLVM}/bin/ld.lld nothing; echo $?; test -s s && {LLVM}/bin/ld.lld --version", "LLD 14", (LLVM + "/bin/ld.lld",)),
    ("gcc", [GCC + "/cc1"], C + f"{GCC}/cc1 -quiet -O2 a.c -o a.s && sha256sum a.s; {GCC}/cc1 -quiet nothing.c; echo $?; test -s a.s && echo done", "done", ()),
    ("as, ld", ["/usr/bin/x86_64-linux-gnu-as", "/usr/bin/x86_64-linux-gnu-ld.bfd"], "printf '.globl f\\nf: ret\\n.data\\nx: .quad f\\n' >a.s; x86_64-linux-gnu-as a.s -o a.o && "
     "x86_64-linux-gnu-ld.bfd -shared a.o /given/a.o -o s && sha256sum a.o s; x86_64-linux-gnu-ld.bfd nothing; test -s s && echo linked", "linked", ()),
    ("gdb", ["/usr/bin/gdb"], "gdb -nx -batch -ex 'p 2+3*4' -ex 'disassemble sum' -ex 'p sum' -ex 'info line sum' -ex 'python print(gdb.VERSION.split(\".\")[0], sum(range(9)))' /given/a.o", "36", (PYTHON, "/usr/share/gdb")),
    ("ffmpeg", ["/usr/bin/ffmpeg"], FFMPEG, "ffmpeg version", ()),
    ("inkscape", ["/usr/bin/inkscape"], "echo '<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\"><circle cx=\"20\" cy=\"15\" r=\"9\" fill=\"red\"/><path d=\"M3 3L30 20\" stroke=\"blue\"/></svg>' >a.svg; "
     "inkscape a.svg -o a.png 2>/dev/null; sha256sum a.png; inkscape --query-all a.svg 2>/dev/null; inkscape -V 2>/dev/null; test -s a.png && echo exported", "exported", ("/usr/share/inkscape", "/usr/lib/x86_64-linux-gnu/gdk-pixbuf-2.0", "/usr/share/mime", "/usr/share/glib-2.0/schemas")),
    ("qemu-img", ["/usr/bin/qemu-img"], "seq 10000 >raw; truncate -s 1M raw; qemu-img convert -f raw -O qcow2 raw a.qcow2; qemu-img check a.qcow2; qemu-img convert -c -f qcow2 -O vmdk a.qcow2 b.vmdk && "
     "qemu-img compare -F vmdk a.qcow2 b.vmdk; qemu-img measure -O qcow2 a.qcow2", "fully allocated size", ()),
    ("qemu-system", ["/usr/bin/qemu-system-x86_64"], "qemu-system-x86_64 -M help | tail -4; qemu-system-x86_64 -cpu help | sha256sum; echo '{\"execute\":\"qmp_capabilities\"}{\"execute\":\"quit\"}' | "
     "qemu-system-x86_64 -M none -display none -qmp stdio 2>&1 | sed 's/\"timestamp[^}]*}//'", "return", ("/usr/lib/x86_64-linux-gnu/qemu",)),
    ("convert", ["/usr/bin/convert-im6.q16"], "convert-im6.q16 -size 60x40 gradient:red-blue -rotate 30 -blur 2x1 -resize 40x30 ppm:a && sha256sum a; convert-im6.q16 -list format | sha256sum; test -s a && convert-im6.q16 -version",
     "ImageMagick 6", ("/etc/ImageMagick-6", "/usr/lib/x86_64-linux-gnu/ImageMagick-6.9.11")),
    ("xz", ["/usr/bin/xz"], "seq 20000 >f; xz -9k f; xz -T2 -c f | sha256sum; xz -t f.xz && xz -dc f.xz | cmp - f && xz -l f.xz", "CRC64", ()),
    ("zstd", ["/usr/bin/zstd"], "seq 20000 >f; zstd -q -12 f -o z && sha256sum z; zstd -qdc z | cmp - f && echo same; zstd -qT2 -3 -c f | zstd -qt && zstd -lv z | grep -i check", "Check: XXH64", ()),
    ("tar", ["/usr/bin/tar"], "mkdir d; seq 99 >d/a; ln -s a d/l; tar --mtime=@0 --sort=name -cf t d && sha256sum t; tar -tvf t | wc -l; tar --version | head -1", "tar (GNU tar)", ()),
    ("rsync", ["/usr/bin/rsync"], "mkdir -p a/b; seq 9999 >a/b/f; ln -s f a/b/l; rsync -a --stats a/ c | grep -v -e speed -e time -e bytes; sed -i 7s/7/seven/ c/b/f; rsync -rcni a/ c; rsync --version | head -1", "protocol version 3", ()),
    ("jq", ["/usr/bin/jq"], "echo '{\"a\": [1, 2.5, {\"b\": \"x\"}]}' | jq -c '.a | map(numbers) | add, (.[0] | sin)'; echo '{' | jq .; echo $?; echo '\"ab12\"' | jq 'gsub(\"(?<n>[0-9]+)\"; \"<\\(.n)>\")'", "ab<12>", ()),
    ("file", ["/usr/bin/file"], "seq 9 >t; gzip -k t; file /given/a.o t t.gz /bin/busybox", "statically linked", ("/usr/lib/file/magic.mgc", "/usr/share/misc/magic.mgc", "/etc/magic")),
    ("ssh-keygen, ssh", ["/usr/bin/ssh-keygen", "/usr/bin/ssh"], SSH, "OpenSSH_9", ("/etc/ssh/ssh_config",)),
    ("gpg", ["/usr/bin/gpg"], "export GNUPGHOME=$PWD; seq 999 >f; gpg -q --batch --print-md sha256 f; gpg -q --batch --store -o s f && gpg -q --batch --list-packets s | grep raw; gpg --version | head -2", "libgcrypt", ()),
    ("gawk", ["/usr/bin/gawk"], "gawk -M 'BEGIN { print 2 ^ 200, sqrt(2); PREC = 100; print exp(1); s = \"a1b22\"; n = split(\"c b a\", t); asort(t); print t[1], n, gensub(/([0-9]+)/, \"<\\\\1>\", \"g\", s) }'", "a<1>b<22>", ()),
    ("vim", ["/usr/bin/vim.basic"], "seq 300 >f; vim.basic -u NONE -i NONE -es -N f -c '%s/\\v(\\d)5$/<\\1>/' -c '10,20m0' -c 'g/7/d' -c 'sort! n' -c 'call append(0, string(map(range(4), \"v:val*v:val\")))' -c wq; "
     "sha256sum f; head -1 f", "[0, 1, 4, 9]", ("/usr/lib/terminfo",)),
    ("xmllint", ["/usr/bin/xmllint"], "echo '<a><b x=\"1\">t</b><b x=\"2\"/></a>' >x; xmllint --xpath 'sum(//b/@x)' x; echo '<a>' | xmllint -; echo $?; xmllint --format x", "<b x=\"2\"/>", ()),
    ("cmake", ["/usr/bin/cmake"], "seq 99 >f; cmake -E tar cf z.zip --format=zip f; cmake -E sha256sum f; cmake -E tar tf z.zip; cmake -E compare_files f f && cmake --version", "cmake version 3", ("/usr/share/cmake-3.25/Modules/CMake.cmake",)),
    ("ps, top", ["/usr/bin/ps", "/usr/bin/top"], "ps -e -o pid,comm | head -2; top -bn1 | grep -c Tasks; ps --version", "procps-ng", ()),
    ("ip", ["/usr/bin/ip"], "ip route get 127.0.0.1 | head -1; ip -br link show lo", "LOOPBACK", ()),
]
