"""Modelpost: send requests to models and read what their answers mean."""

__version__ = "0.1.0"
