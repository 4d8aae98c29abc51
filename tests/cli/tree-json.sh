app
linkwright tree "${fixed[@]}" --format json app | /usr/bin/python3 -c '
import json, sys
d = json.load(sys.stdin)
print(d["linkwright"])
r, = d["results"]
print(r["file"], r["kind"], r["loader"]["kind"], r["loader"]["version"], r["stopped"])
for o in r["objects"]:
    print(o["id"], o["role"], o["name"], o["path"], o["soname"], o["asked_by"], o["rule"], o["found"])
print(r["load_order"])
for e in r["edges"]:
    print(e["from"], e["to"], e["name"], e["kind"], e["how"], e["rule"])
for p in r["probes"]:
    print(p["op"], p["path"], p["result"], p["rule"], p["verdict"])
print(r["summary"])'
