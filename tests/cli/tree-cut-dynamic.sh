app
off=$(readelf -lW app | awk '$1 == "DYNAMIC" { print $2 }')
head -c "$((off + 24))" app >cut
linkwright tree cut
