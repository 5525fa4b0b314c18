"""The history: what was sent and what came back, searchable, without secrets."""
