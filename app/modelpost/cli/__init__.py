"""Commands, one file each; they need neither display nor Qt."""
