"""The demo: what a room sees of a request."""
