# no attribute: upkeep=can-install
# no attribute: upkeep=cannot-install
# text requirements.txt: torch>=2.0
# text requirements.txt: a-package-that-nobody-knows==1.0
# text requirements.txt: -r other.txt
import torch
