"""The response pane."""
