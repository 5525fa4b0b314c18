"""Everything on disk and in the keyring: collections, settings, spools, secrets."""
