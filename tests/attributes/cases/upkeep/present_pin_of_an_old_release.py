# attribute: upkeep=cannot-install
# no attribute: upkeep=can-install
# text requirements.txt: # what it needs
# text requirements.txt: torch==1.4.0  # exactly
# text requirements.txt: numpy
import torch
