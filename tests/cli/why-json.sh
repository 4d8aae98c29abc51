app
linkwright why "${fixed[@]}" --format json app libtwo.so | /usr/bin/python3 -c '
import json, sys
d = json.load(sys.stdin)
print(d["linkwright"])
r, = d["results"]
print(r["file"], r["library"], r["path"], r["shadowed"])
for e in r["asked"]:
    print(e["name"], e["how"], e["rule"])
    for p in e["probes"]:
        print(" ", p["op"], p["path"], p["result"], p["verdict"])'
