app
head -c 100 app >cut
linkwright tree cut
