"""`azure-hotpatch cells`: one program, and a stack for each subscription and region."""
