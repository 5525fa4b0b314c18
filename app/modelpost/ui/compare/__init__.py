"""Compare mode: two requests on the same inputs."""
