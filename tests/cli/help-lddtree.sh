linkwright lddtree -h
