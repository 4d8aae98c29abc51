app
try linkwright tree "${fixed[@]}" --probes app
