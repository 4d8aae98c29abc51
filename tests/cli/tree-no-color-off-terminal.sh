app
linkwright tree "${fixed[@]}" app | grep -c "$(printf '\033')"
