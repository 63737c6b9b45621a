"""What ``scripts/check_gpu.py`` measures, one part a module, each with ``measure``."""
