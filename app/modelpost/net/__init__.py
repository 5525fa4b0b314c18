"""The engine: sends a resolved request and yields what happens as events."""
