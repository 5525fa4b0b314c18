"""Request body kinds, one file each; `api` declares what a kind is."""
