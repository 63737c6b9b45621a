"""Faults of layers, activations and model types."""
