"""Response views, one pure file each; `api` declares what a view is."""
