"""OpenCollection 1.0.0 in Bruno's layout: a tolerant reader, a strict writer, saving by splicing."""
