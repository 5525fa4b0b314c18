"""Widgets: they show presenters and report what the user wants."""
