linkwright tree "$(printf 'no\033[2Jwhere\n')"
