"""The request pane."""
