"""Fault rules: one file each, found by walking."""
