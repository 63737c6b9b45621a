"""Find a deep-learning project to start from, and see what tends to break in it."""

__version__ = "0.1.0"
