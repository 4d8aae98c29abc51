app
head -c 40 app >cut
linkwright tree cut
