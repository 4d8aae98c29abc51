linkwright help nonsense
