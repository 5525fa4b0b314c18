"""What an answer means: one file per shape of answer, whatever server it came from."""
