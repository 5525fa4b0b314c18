"""Presenters: mutable state with signals, no widgets."""
