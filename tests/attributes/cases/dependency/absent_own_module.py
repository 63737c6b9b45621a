# no attribute: dependency=models
# no attribute: dependency=sys
# module models.py: import torch
import sys

import models

print(models, sys)
