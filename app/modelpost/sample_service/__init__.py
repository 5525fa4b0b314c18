"""The bundled model service, always a process of its own."""
