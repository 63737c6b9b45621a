# no attribute: upkeep
# text README.md: # Nets
# text README.md: This repository is actively maintained, and old models are archived elsewhere.
import numpy
