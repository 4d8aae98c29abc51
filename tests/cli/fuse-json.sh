app
linkwright fuse app --all --keep-libc --dry-run --format json | python3 -c '
import json, sys
(r,) = json.load(sys.stdin)["results"]
print(r["file"], r["output"], r["written"], [(m["name"], m["soname"]) for m in r["members"]], r["outside"], r["size_after"] > r["size_before"], r["warnings"])'
try linkwright fuse app --lib libtwo.so -o out --format json
