# attribute: upkeep=can-install
# no attribute: upkeep=cannot-install
# text requirements.txt: torch>=2.0
# text requirements.txt: numpy
import torch
