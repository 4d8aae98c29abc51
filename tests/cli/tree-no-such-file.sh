linkwright tree nowhere
