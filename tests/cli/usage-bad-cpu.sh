linkwright tree --cpu pentium x
