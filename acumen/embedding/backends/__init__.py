"""Ways to run a model: one module each, named as ``--encoder`` names it, with ``load()``."""
