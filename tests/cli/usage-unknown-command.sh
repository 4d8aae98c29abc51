linkwright treee x
