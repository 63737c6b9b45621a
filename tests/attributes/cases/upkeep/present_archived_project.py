# attribute: upkeep=archived
# text README.md: # Nets
# text README.md: This repository is no longer maintained.
import torch
