linkwright tree --format json nowhere | /usr/bin/python3 -c '
import json, sys
r, = json.load(sys.stdin)["results"]
print(r["file"], r["error"]["code"])'
echo "exit ${PIPESTATUS[0]}"
