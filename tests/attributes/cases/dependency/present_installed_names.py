# attribute: dependency=opencv-python
# attribute: dependency=torch
# no attribute: dependency=os
import os

import cv2
import torch

print(cv2, torch, os)
