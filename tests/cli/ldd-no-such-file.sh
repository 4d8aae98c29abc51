linkwright ldd nowhere
