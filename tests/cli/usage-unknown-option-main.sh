linkwright --nonsense
