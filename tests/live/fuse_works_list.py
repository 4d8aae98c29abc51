# SPDX-License-Identifier: Apache-2.0
"""Works of real programs: (name, what is fused, a shell script). What a script leaves in /tmp is not compared; all else is."""

import glob
import os
import re


def newest(pattern):
    """The last of the paths that fit, by their numbers; the pattern itself where none does."""
    return max(glob.glob(pattern), key=lambda path: [int(n) for n in re.findall(r"\d+", path)], default=pattern)


PYTHON = os.path.basename(os.path.realpath("/usr/bin/python3"))  # python3.11
PACKAGES = ["git", "curl", "wget", "openssl", "openssh-client", "sqlite3", "ffmpeg", "gdb", "python3", "python3-yaml", "python3-gi", "perl", "vim", "tmux", "redis-server",
            "nginx-light", "postgresql", "rsync", "jq", "xz-utils", "zstd", "tar", "r-base-core", "imagemagick-6.q16", "inkscape", "qemu-utils", "clang-14", "lld-14",
            "llvm-14", "cmake", "ninja-build", "gcc", "g++", "gfortran", "nodejs", "tcl", "libdb5.3", "gnupg", "iproute2"]

SERVER = "cd served && python3 -m http.server --bind 127.0.0.1 8099 >/dev/null 2>&1 & for i in $(seq 100); do python3 -c 'import socket; socket.create_connection((\"127.0.0.1\", 8099))' 2>/dev/null && break; sleep .1; done\n"
SERVED = "mkdir served; seq 1 200000 >served/numbers; echo hello >served/hello\n" + SERVER
SOURCE = """cat >a.c <<'E'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
struct node { int key; struct node *next; };
static struct node *add(struct node *l, int k) { struct node *n = malloc(sizeof *n); n->key = k; n->next = l; return n; }
double mix(double *v, int n) { double s = 0; for (int i = 0; i < n; i++) s += v[i] * v[i] / (i + 1.5); return s; }
int deep(int n) { return n == 0 ? (int)strlen("end") : deep(n - 1) + n; }
int main(void) { struct node *l = 0; double v[64]; for (int i = 0; i < 64; i++) { l = add(l, i * 7); v[i] = i / 3.0; }
  int s = 0; for (; l; l = l->next) s += l->key; printf("%d %f %d\\n", s, mix(v, 64), deep(9)); return 0; }
E
cat >b.cc <<'E'
#include <map>
#include <string>
#include <vector>
#include <iostream>
#include <algorithm>
template <class T> T sum(const std::vector<T> &v) { T s{}; for (auto &x : v) s = s + x; return s; }
int main() { std::map<std::string, int> m; for (auto w : {"x", "y", "x", "zz"}) m[w]++; std::vector<double> v{1, 2.5, 3};
  try { throw std::string("thrown"); } catch (const std::string &s) { std::cout << s << sum(v) << m["x"] << "\\n"; } }
E
"""
PY = "python3 -c '%s'"
TAG = ".cpython-" + PYTHON[6:].replace(".", "") + "-x86_64-linux-gnu.so"
EXT = f"/usr/lib/{PYTHON}/lib-dynload/%s{TAG}"
MODULES = "/usr/lib/python3/dist-packages/"
XS = newest("/usr/lib/x86_64-linux-gnu/perl/5.*.*") + "/auto/%s.so"
GCC = os.path.dirname(newest("/usr/lib*/gcc/x86_64-linux-gnu/*/cc1"))
CERT = "openssl req -x509 -newkey rsa:2048 -nodes -keyout /tmp/key -out /tmp/cert -subj /CN=localhost -days 3650 2>/dev/null\n"
TRANSCODE = "ffmpeg -v error -nostdin -f lavfi -i testsrc=d=2:s=160x120:r=10 -f lavfi -i sine=d=2 -threads 1 -bitexact -flags +bitexact -fflags +bitexact "

GI = MODULES + "gi/_gi" + TAG
GI_OPENED = ("libgobject-2.0.so.0", "libgio-2.0.so.0", "libgmodule-2.0.so.0", "libffi.so.8", "libpcre2-8.so.0", "libz.so.1", "libmount.so.1", "libselinux.so.1", "libblkid.so.1")
GI_USE = PY % ("from gi.repository import GLib, Gio; print(GLib.uri_parse(\"http://a/b\", 0).get_host(), Gio.File.new_for_path(\"/etc\").get_uri()); l=GLib.MainLoop(); "
               "GLib.timeout_add(9, l.quit); l.run(); print(GLib.Variant(\"(si)\", (\"x\", 3)))")
SECONDS = 120

WORKS = [
    ("git: init, commit, merge, fsck, gc", ["git"], """git init -q -b main r && cd r && seq 1 5000 >a && git add a && git commit -qm one && git checkout -qb other && sed -i 5s/.*/five/ a
git commit -qam two && git checkout -q main && sed -i 4000s/.*/x/ a && git commit -qam three && git merge -q -m merged other && git log --stat --graph && git gc -q && git fsck --full
git clone -q . ../c && cd ../c && git diff HEAD~1 | tail -3 && git blame -L4,6 a && git archive HEAD | sha256sum; rm -rf .git ../r/.git/index .git/index; rm -rf ../r/.git/logs"""),
    ("git: clone over http", ["/usr/lib/git-core/git-remote-http", "git"], "mkdir served; git init -q -b main r; cd r; seq 999 >f; git add f; git commit -qm one; cd ..; git clone -q --bare r served/r.git; git -C served/r.git update-server-info\n"
     + SERVER + "git clone -q http://127.0.0.1:8099/r.git c && cat c/f | sha256sum && git -C c log; rm -rf c/.git r/.git served"),
    ("curl: from a local server", ["curl"], SERVED + "curl -sS http://127.0.0.1:8099/numbers -o got --compressed && curl -sS -r 5-20 http://127.0.0.1:8099/numbers; curl -sSf http://127.0.0.1:8099/none; curl -sS file://$PWD/served/hello; cmp got served/numbers"),
    ("curl: TLS", ["curl"], CERT + "cd /tmp; echo secret >s; openssl s_server -accept 8443 -key key -cert cert -WWW >/dev/null 2>&1 & sleep 1; cd; curl -sS --cacert /tmp/cert --retry 20 --retry-connrefused --retry-delay 1 https://localhost:8443/s 2>/dev/null || curl -sS --cacert /tmp/cert https://localhost:8443/s"),
    ("wget: from a local server", ["wget"], SERVED + "wget -q -r -nH http://127.0.0.1:8099/numbers http://127.0.0.1:8099/hello -P got; cmp got/numbers served/numbers"),
    ("openssl: digests, encryption, signatures", ["openssl"], """seq 100000 >f; for d in md5 sha1 sha256 sha3-512 blake2b512; do openssl dgst -$d f; done
for c in aes-256-cbc aes-128-ctr chacha20 camellia-256-cbc; do openssl enc -$c -pbkdf2 -S 0102030405060708 -pass pass:x -in f -out f.$c && openssl enc -d -$c -pbkdf2 -S 0102030405060708 -pass pass:x -in f.$c | openssl sha256; done
openssl genrsa -out /tmp/k 2048 2>/dev/null; openssl dgst -sha256 -sign /tmp/k -out /tmp/s f; openssl dgst -sha256 -prverify /tmp/k -signature /tmp/s f; openssl prime 65537; openssl list -cipher-algorithms | sort; openssl asn1parse -genstr UTF8:x"""),
    ("openssl: TLS handshake on loopback", ["openssl"], CERT + """openssl s_server -accept 8443 -key /tmp/key -cert /tmp/cert -quiet >/tmp/o 2>&1 &
for i in $(seq 50); do openssl s_client -connect 127.0.0.1:8443 </dev/null >/tmp/c 2>&1 && break; sleep .2; done
for v in -tls1_2 -tls1_3 '-groups P-256' '-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256'; do sleep .3 | openssl s_client -brief $v -verify_hostname localhost -connect 127.0.0.1:8443 -CAfile /tmp/cert 2>&1 | sort; done"""),
    ("ssh-keygen: keys, signatures", ["ssh-keygen"], "cd /tmp; for t in ed25519 ecdsa rsa; do ssh-keygen -q -t $t -N '' -f k$t -C me; ssh-keygen -y -f k$t >p; cut -d' ' -f1,2 k$t.pub >q; cut -d' ' -f1,2 p | cmp - q && echo $t; echo text | ssh-keygen -q -Y sign -n n -f k$t >s 2>/dev/null; (printf 'me '; cat k$t.pub) >al; echo text | ssh-keygen -Y verify -n n -I me -f al -s s | cut -d' ' -f1-5; ssh-keygen -l -f k$t | cut -d' ' -f1; done"),
    ("ssh: its settings, and a refused connection", ["ssh"], "ssh -G -o Ciphers=aes128-ctr user@host.example | grep -v identityfile; ssh -Q cipher; ssh -o BatchMode=yes -p 9 127.0.0.1 true; echo $?"),
    ("sqlite3: queries", ["sqlite3"], """sqlite3 d.db "create table t(a integer primary key, b text, c real); with recursive n(i) as (select 1 union all select i+1 from n where i<20000) insert into t select i, printf('%05d', i*7919%20011), i/7.0 from n; create index i on t(b); select count(*), sum(c), max(b) from t; explain query plan select * from t where b='00007'; pragma integrity_check; select json_group_array(a) from t where a<9; create virtual table f using fts5(x); insert into f values('one two'),('three'); select * from f where f match 'two';"
sqlite3 d.db .dump | sha256sum; echo 'select 1;\n.tables\nselect * from nowhere;' | sqlite3 d.db; echo $?"""),
    ("ffmpeg: h264 and aac", ["ffmpeg", "ffprobe"], TRANSCODE + "-c:v libx264 -c:a aac out.mp4 && ffprobe -v error -show_streams -of json out.mp4"),
    ("ffmpeg: vp9 and opus", ["ffmpeg"], TRANSCODE + "-c:v libvpx-vp9 -cpu-used 8 -b:v 100k -c:a libopus out.webm && ffmpeg -v error -i out.webm -f md5 -threads 1 -"),
    ("ffmpeg: x265, mp3, theora, subtitles", ["ffmpeg"], TRANSCODE + "-c:v libx265 -x265-params log-level=none:pools=none -c:a libmp3lame out.mkv 2>/dev/null; " + TRANSCODE + "-c:v libtheora -c:a libvorbis out.ogg; " + TRANSCODE + "-vf scale=80:60,drawbox -frames:v 3 p%d.png; ffmpeg -hide_banner -codecs; ffmpeg -hide_banner -filters"),
    ("gdb: backtrace, python, disassembly", ["gdb"], SOURCE + """gcc -g -O0 -no-pie a.c -o a; gdb -nx -batch -ex 'break deep if n == 3' -ex run -ex bt -ex 'info locals' -ex 'p *l@1' -ex 'up 3' -ex 'python print(gdb.selected_frame().name(), gdb.parse_and_eval("n"))' -ex 'python import json, zlib; print(json.dumps({"a": zlib.crc32(b"x")}))' -ex 'disassemble deep' -ex 'ptype struct node' -ex cont ./a 2>&1; rm a"""),
    ("gdb: python without a program", ["gdb"], "gdb -nx -batch -ex 'python import sys, hashlib, ctypes, decimal; print(sys.version_info[:2], hashlib.sha256(b\"x\").hexdigest(), decimal.Decimal(1)/7)' -ex 'p 2+3*4' -ex 'info line main' 2>&1; echo $?"),
    (PYTHON + ": standard library", [PYTHON], """cat >t.py <<'E'
import zlib, json, decimal, re, struct, xml.etree.ElementTree as E, threading, subprocess, hashlib, sqlite3, lzma, bz2, ctypes, unicodedata, asyncio, multiprocessing, pickle, csv, math, random
print(zlib.crc32(zlib.compress(b"abc" * 999)), decimal.Decimal(2).sqrt(), E.fromstring("<a><b>x</b></a>")[0].text, hashlib.blake2b(b"x").hexdigest()[:9], math.sin(1))
t = [threading.Thread(target=lambda: None) for _ in range(9)]; [x.start() for x in t]; [x.join() for x in t]
print(sqlite3.connect(":memory:").execute("select sum(1.5)").fetchall(), lzma.decompress(lzma.compress(b"y")), bz2.decompress(bz2.compress(b"z")), ctypes.CDLL(None).getpid() > 0)
async def f(): await asyncio.sleep(0.01); return 3
print(asyncio.run(f()), random.Random(4).random(), subprocess.run(["echo", "x"], capture_output=True).stdout, unicodedata.name("é"))
def g(x): return x * x
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(2) as p: print(p.map(g, range(9)))
    raise ValueError("seen")
E
PYTHON t.py; echo $?""".replace("PYTHON", PYTHON)),
    ("python: _ssl with TLS on loopback", [EXT % "_ssl"], CERT + """cat >t.py <<'E'
import ssl, socket, threading
c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); c.load_cert_chain("/tmp/cert", "/tmp/key")
s = socket.create_server(("127.0.0.1", 0))
def serve():
    with c.wrap_socket(s.accept()[0], server_side=True) as x: x.sendall(x.recv(99).upper())
threading.Thread(target=serve).start()
d = ssl.create_default_context(cafile="/tmp/cert")
with d.wrap_socket(socket.create_connection(s.getsockname()), server_hostname="localhost") as x:
    x.sendall(b"hello"); print(x.recv(99), x.version(), x.cipher(), x.getpeercert()["subject"])
try: ssl.create_default_context(cadata="no")
except ssl.SSLError as e: print(e)
import hashlib; print(hashlib.sha3_256(b"x").hexdigest(), ssl.OPENSSL_VERSION)
E
python3 t.py"""),
    ("python: _ssl and _hashlib, each with its own", [EXT % "_ssl", EXT % "_hashlib"], PY % "import hashlib, ssl, hmac; print(hashlib.new(\"sha512_256\", b\"x\").hexdigest(), hashlib.scrypt(b\"p\", salt=b\"s\", n=16, r=1, p=1).hex(), hmac.new(b\"k\", b\"m\", \"sha256\").hexdigest(), len(ssl.create_default_context().get_ciphers()), ssl.RAND_status())"),
    ("python: _sqlite3", [EXT % "_sqlite3"], PY % "import sqlite3; d=sqlite3.connect(\"x.db\"); d.execute(\"create table t(a,b)\"); d.executemany(\"insert into t values(?,?)\", [(i, str(i)*3) for i in range(9999)]); d.create_function(\"f\", 1, lambda x: x+1); d.commit(); print(d.execute(\"select sum(f(a)), max(b) from t\").fetchall()); print(sqlite3.sqlite_version)"),
    ("python: _lzma, _bz2", [EXT % "_lzma", EXT % "_bz2"], PY % "import lzma, bz2; d=b\"\".join(b\"%d\" % i for i in range(99999)); open(\"a.xz\",\"wb\").write(lzma.compress(d)); open(\"a.bz2\",\"wb\").write(bz2.compress(d)); print(lzma.open(\"a.xz\").read()==d, bz2.open(\"a.bz2\").read()==d)" + "; xz -t a.xz; bzip2 -t a.bz2"),
    ("python: _ctypes", [EXT % "_ctypes"], PY % "import ctypes as c; l=c.CDLL(None); cmp=c.CFUNCTYPE(c.c_int, c.POINTER(c.c_int), c.POINTER(c.c_int)); a=(c.c_int*9)(*[5,3,8,1,9,2,7,4,6]); l.qsort(a, 9, 4, cmp(lambda x,y: x[0]-y[0])); print(list(a)); m=c.CDLL(\"libm.so.6\"); m.pow.restype=c.c_double; m.pow.argtypes=[c.c_double]*2; print(m.pow(2,.5))"),
    ("python: _curses, _curses_panel, readline", [EXT % "_curses", EXT % "_curses_panel", EXT % "readline"], PY % "import curses, curses.panel, readline; curses.setupterm(\"xterm\", 1); print(curses.tigetnum(\"colors\"), curses.tigetstr(\"cup\")); readline.add_history(\"x\"); readline.write_history_file(\"h\"); print(readline.get_current_history_length())"),
    ("python: _dbm, _uuid, _crypt, nis", [EXT % "_dbm", EXT % "_uuid", EXT % "_crypt", EXT % "nis"], PY % "import dbm.ndbm, uuid, crypt; d=dbm.ndbm.open(\"/tmp/d\", \"c\"); d[\"a\"]=\"b\"; print(d[\"a\"]); print(len(str(uuid.uuid1())), crypt.crypt(\"x\", \"$6$salt\"))" + " 2>/dev/null"),
    ("python: yaml", [MODULES + "yaml/_yaml" + TAG],
     PY % "import yaml; print(yaml.load(\"a: [1, {b: c}]\\nd: |\\n  x\\n\", Loader=yaml.CLoader), yaml.dump({\"q\": [1, 2]}, Dumper=yaml.CDumper))"),
    ("python: gi, of which typelibs open what it needs", [GI], GI_USE, SECONDS, ["--keep", "libglib-2.0.so.0", *(w for n in GI_OPENED for w in ("--keep", n))]),
    ("python: apt_pkg", [MODULES + "apt_pkg" + TAG], PY % "import apt_pkg; apt_pkg.init(); c=apt_pkg.Cache(None); print(c.package_count, c[\"libc6\"].current_ver.ver_str, apt_pkg.version_compare(\"1.2~x\", \"1.2\")); raise SystemExit(0)" + " 2>/dev/null"),
    ("python: _cffi_backend", [MODULES + "_cffi_backend" + TAG], PY % "import _cffi_backend as b; f=b.FFI(); p=f.new(\"int[4]\", [1,2,3,4]); print(f.sizeof(\"long[5]\"), list(p), f.string(f.new(\"char[]\", b\"x\"))); i=b.new_primitive_type(\"int\"); print(b.load_library(None).load_function(b.new_function_type((i,), i), \"abs\")(-4)); c=b.callback(b.new_function_type((i,), i), lambda x: x+1); print(c(41))"),
    ("perl: Compress, DB_File, GDBM_File, NDBM_File", [XS % "Compress/Raw/Zlib/Zlib", XS % "Compress/Raw/Bzip2/Bzip2", XS % "DB_File/DB_File", XS % "GDBM_File/GDBM_File", XS % "NDBM_File/NDBM_File"],
     """perl -MCompress::Zlib -MCompress::Raw::Bzip2 -MDB_File -MGDBM_File -MNDBM_File -MFcntl -e '$d = join ",", 1..9999; $c = compress($d); print length($c), uncompress($c) eq $d, "\\n"; open F, ">g.gz"; print F Compress::Zlib::memGzip($d); close F; tie %h, "DB_File", "/tmp/db", O_RDWR|O_CREAT, 0644, $DB_BTREE; $h{$_} = $_*2 for 1..99; print join(" ", (sort keys %h)[0..9]), "\\n"; untie %h; tie %g, "GDBM_File", "/tmp/g", GDBM_WRCREAT, 0644; $g{x} = "y"; print %g, "\\n"; tie %n, "NDBM_File", "/tmp/n", O_RDWR|O_CREAT, 0644; $n{q} = 4; print %n, "\\n"'"""),
    ("perl: scripts", ["perl"], "perl -MList::Util=sum -MPOSIX -MData::Dumper -MDigest::SHA=sha256_hex -MSocket -MEncode -e '$_ = join(\"\", map { chr(97 + $_ % 26) } 1..9999); s/([aeiou])/<$1>/g; print length, sum(1..9), floor(2.7), sha256_hex($_), encode(\"UTF-16\", \"x\"), crypt(\"a\", \"\\$6\\$ss\"), \"\\n\"; print Dumper({a => [1, 2]}); die \"ended\\n\"'; echo $?"),
    ("clang: bit-identical objects", ["clang-14"], SOURCE + "for o in -O0 -O2 '-O3 -g' '-O2 -flto -fno-pic'; do clang-14 $o -c a.c -o \"a$o.o\" && clang++-14 $o -c b.cc -o \"b$o.o\"; done; clang-14 -O2 -S -emit-llvm a.c; echo 'int x = y;' | clang-14 -xc -c -; clang++-14 -O2 b.cc -o b && ./b; rm b", 300),
    ("lld: bit-identical programs", ["ld.lld-14"], SOURCE + "clang-14 -O2 -flto -c a.c -o l.o; gcc -O2 -c a.c; g++ -O2 -c b.cc; clang-14 -fuse-ld=lld a.o -o a; clang++-14 -fuse-ld=lld b.o -o b -Wl,--icf=all,--gc-sections; clang-14 -fuse-ld=lld -flto l.o -o l -Wl,--build-id; ./a; ./b; ./l; clang-14 -fuse-ld=lld -shared a.o -o s 2>&1; ld.lld-14 nothing 2>&1; echo $?"),
    ("opt, llc, llvm-as, llvm-dis, llvm-objdump", ["opt-14", "llc-14", "llvm-as-14", "llvm-dis-14", "llvm-objdump-14", "llvm-nm-14"], SOURCE + "clang-14 -O0 -Xclang -disable-O0-optnone -S -emit-llvm a.c -o a.ll; llvm-as-14 a.ll; opt-14 -O3 a.bc -o o.bc; llvm-dis-14 o.bc; llc-14 -O2 o.bc -filetype=obj; llvm-objdump-14 -d o.o; llvm-nm-14 o.o"),
    ("gcc: cc1, cc1plus, as, ld", [GCC + "/cc1", GCC + "/cc1plus", "as", "ld.bfd"], SOURCE + "for o in -O0 -O2 '-O3 -g'; do gcc $o -c a.c -o \"a$o.o\" && g++ $o -c b.cc -o \"b$o.o\"; done; gcc -O2 a.c -o a; g++ -O2 b.cc -o b; ./a; ./b; echo 'int x = y;' | gcc -xc -c -; echo $?", 300),
    ("gcc: lto1, collect2, gold", [GCC + "/lto1", "ld.gold"], SOURCE + "gcc -O2 -flto a.c -o a -frandom-seed=1; g++ -fuse-ld=gold b.cc -o b; ./a; ./b"),
    ("gfortran: f951", [GCC + "/f951"], "printf 'program p\\n real :: a(9)\\n a = [(i*1.5, i=1,9)]\\n print *, sum(a), matmul(reshape(a,[3,3]), reshape(a,[3,3]))\\nend\\n' >p.f90; gfortran -O2 -c p.f90 && gfortran p.o -o p && ./p"),
    ("cmake and ninja: a project", ["cmake", "ninja"], SOURCE + "printf 'cmake_minimum_required(VERSION 3.10)\\nproject(p C CXX)\\nadd_library(l SHARED a.c)\\nadd_executable(b b.cc)\\ntarget_link_libraries(b l)\\ninclude(CTest)\\nadd_test(NAME t COMMAND b)\\nstring(SHA256 h x)\\nmessage(STATUS ${h})\\nfile(ARCHIVE_CREATE OUTPUT ${CMAKE_BINARY_DIR}/z.tar.xz PATHS ${CMAKE_SOURCE_DIR}/a.c FORMAT gnutar COMPRESSION XZ MTIME 0)\\n' >CMakeLists.txt; cmake -S . -B /tmp/w -G Ninja | sed 's/ ([0-9.]*s)$//' && ninja -C /tmp/w -j1 && /tmp/w/b && sha256sum /tmp/w/b /tmp/w/libl.so; cmake -E tar tf /tmp/w/z.tar.xz; cmake -E sha1sum a.c", 200),
    ("qemu-img", ["qemu-img"], "seq 100000 >raw; truncate -s 4M raw; qemu-img convert -f raw -O qcow2 raw a.qcow2; qemu-img check a.qcow2; qemu-img info a.qcow2 | grep -v 'disk size'; for f in vmdk vdi vpc; do qemu-img convert -f qcow2 -O $f a.qcow2 /tmp/x.$f && qemu-img compare -F $f a.qcow2 /tmp/x.$f; done; qemu-img convert -c -O qcow2 a.qcow2 b.qcow2; qemu-img measure -O qcow2 b.qcow2"),
    ("qemu-system-x86_64: machines and devices", ["qemu-system-x86_64"], "qemu-system-x86_64 -M help; qemu-system-x86_64 -cpu help; qemu-system-x86_64 -device help | sort; (printf '{\"execute\":\"qmp_capabilities\"}{\"execute\":\"query-machines\"}{\"execute\":\"quit\"}') | qemu-system-x86_64 -M none -display none -qmp stdio 2>&1 | sed 's/\"timestamp[^}]*}//'"),
    ("R: a regression, all of it", ["/usr/lib/R/bin/exec/R"], "Rscript -e 'print(1)'"),
    ("R: a regression, without BLAS", ["/usr/lib/R/bin/exec/R"], "cat >t.R <<'E'\nset.seed(4); x <- rnorm(200); y <- 2*x + rnorm(200); print(summary(lm(y ~ x))); print(svd(matrix(1:9, 3))$d); print(solve(matrix(c(2,1,1,3),2))); print(fft(1:8)); print(nchar('é')); print(regmatches('a1b22', gregexpr('[0-9]+', 'a1b22')))\nsaveRDS(x, 'x.rds'); write.csv(head(cars), 'c.csv'); print(cor.test(x, y)$p.value); print(optim(c(1,1), function(p) sum((p-3)^2))$par); stop('ended')\nE\nRscript t.R; echo $?", 200, ["--keep", "libblas.so.3"]),
    ("ImageMagick: conversions", ["convert-im6.q16", "identify-im6.q16"], "convert-im6.q16 -size 200x150 plasma:red-blue -seed 4 /tmp/p.miff; convert-im6.q16 -size 120x90 gradient:red-blue -rotate 30 -blur 2x1 -resize 80x60 +dither -colors 16 a.ppm; for f in jpg gif bmp tiff; do convert-im6.q16 a.ppm -strip /tmp/o.$f && identify-im6.q16 -format '%m %w %h %k\\n' /tmp/o.$f && convert-im6.q16 /tmp/o.$f o-$f.ppm; done; convert-im6.q16 a.ppm b.ppm -append -negate c.ppm; convert-im6.q16 a.ppm -strip -define png:exclude-chunks=date,time o.png"),
    ("inkscape: an export", ["inkscape"], "printf '<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"60\"><circle cx=\"40\" cy=\"30\" r=\"20\" fill=\"red\"/><path d=\"M3 3L50 50\" stroke=\"blue\"/></svg>' >a.svg; inkscape a.svg -o a.png 2>/dev/null; inkscape a.svg --export-type=pdf -o /tmp/a.pdf 2>/dev/null; inkscape --query-all a.svg 2>/dev/null; inkscape -V 2>/dev/null; test -s a.png; rm -rf .config .cache .local"),
    ("vim: ex edits", ["vim.basic"], "seq 300 >f; vim.basic -u NONE -i NONE -es -N f -c '%s/\\v(\\d)5$/<\\1>/' -c '10,20m0' -c 'g/7/d' -c 'sort! n' -c 'normal ggOadded' -c 'call append(0, string(map(range(4), \"v:val*v:val\")))' -c 'wq'; vim.basic --version | grep -v Compiled; vim.basic -u NONE -i NONE -es -c 'py3 print(1)' -c 'verbose echo sha256(\"x\")' -c q 2>&1; true"),
    ("tmux: a session", ["tmux"], "tmux -L x -f /dev/null new-session -d -x 80 -y 24 'echo inside; sleep 5'; sleep .5; tmux -L x split-window 'echo second; sleep 5'; sleep .5; tmux -L x capture-pane -p -t 0.0; tmux -L x list-panes -F '#{pane_index} #{pane_width} #{pane_height}'; tmux -L x kill-server"),
    ("nginx: serves to curl", ["nginx"], "mkdir w; seq 20000 >w/f; printf 'daemon off; worker_processes 1; pid /tmp/n.pid; error_log /tmp/e; events {} http { access_log off; client_body_temp_path /tmp/a; proxy_temp_path /tmp/b; fastcgi_temp_path /tmp/c; uwsgi_temp_path /tmp/d; scgi_temp_path /tmp/s; gzip on; gzip_types *; server { listen 127.0.0.1:8088; root %s/w; location /r { rewrite ^/r/(.*)$ /$1 last; } } }' $PWD >c; nginx -t -c $PWD/c -e /tmp/e 2>&1 | sed 's/^nginx: .alert.*//'; nginx -c $PWD/c -e /tmp/e & sleep 1; curl -sS http://127.0.0.1:8088/f | sha256sum; curl -sS --compressed http://127.0.0.1:8088/r/f | sha256sum; curl -s http://127.0.0.1:8088/none; nginx -V 2>&1; nginx -s quit -c $PWD/c -e /tmp/e 2>/dev/null; wait"),
    ("redis: server and client", ["redis-server", "redis-cli"], "redis-server --port 7777 --dir /tmp --save '' --logfile /tmp/l & for i in $(seq 50); do redis-cli -p 7777 ping 2>/dev/null | grep -q PONG && break; sleep .1; done; (for i in $(seq 200); do echo set k$i v$i; done; echo mget k1 k200; echo zadd z 2 b 1 a; echo zrange z 0 -1 withscores; echo 'eval \"return redis.call(\\\"get\\\", KEYS[1])\" 1 k5'; echo dbsize; echo nonsense) | redis-cli -p 7777 | sort | uniq -c; redis-cli -p 7777 shutdown nosave; wait"),
]
