import cv2
from torchvision import transforms

prepare = transforms.Normalize([0.5, 0.5, 0.5], [0.5, 0.5, 0.5])
image = cv2.imread("a.jpg")
