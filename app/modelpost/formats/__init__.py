"""Foreign formats that can be read, one file each; `api` declares what a format is."""
