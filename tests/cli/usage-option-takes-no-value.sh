linkwright tree --probes=yes x
