"""One request over many inputs: where they come from, how they are sent, and what comes of it."""
