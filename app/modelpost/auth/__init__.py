"""Authentication schemes, one file each; `api` declares what a scheme is."""
