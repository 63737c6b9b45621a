"""Faults in the use of a framework's interface."""
