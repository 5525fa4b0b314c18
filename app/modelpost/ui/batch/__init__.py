"""Batch mode: one request over many inputs."""
