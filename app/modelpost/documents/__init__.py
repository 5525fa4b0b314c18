"""Reading documents without losing a byte: JSON layout and checks, charsets, media types."""
