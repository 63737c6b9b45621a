"""Operators of one category of the taxonomy."""
