"""What `main.py` puts together, part by part: each part makes what it is made of at a named seam, at its first use."""
