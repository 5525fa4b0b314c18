"""Widgets that the whole window is made of."""
