"""Rules that keep machines which cannot hotpatch out of a stack, and what they judge."""
