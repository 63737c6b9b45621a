"""Faults of shapes, types and formats of tensors and inputs."""
