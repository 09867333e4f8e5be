"""Assessing and installing on demand: what is asked of Azure, and what its answers mean."""
