"""Faults of device use."""
