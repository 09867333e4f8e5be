"""The commands, one file a verb: options in, one function, and what it found as an answer."""
