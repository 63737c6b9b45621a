"""Keeping the list of sources: what a new one would bring, what became of the others."""
