"""What an answer means, drawn: a widget for each shape."""
