linkwright tree --cwd
