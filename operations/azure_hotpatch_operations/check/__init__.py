"""`azure-hotpatch check`: the rules over a program, a stack or an exported state."""
