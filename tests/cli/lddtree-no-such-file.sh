linkwright lddtree nowhere
