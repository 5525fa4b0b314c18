"""Code-generation targets, one file each; `api` declares what a target is."""
