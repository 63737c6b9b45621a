# attribute: dataset=cifar10
# no attribute: dataset=own-images
import torchvision

dataset_path = r"C:\Users\me\data\cifar10\train"
data = torchvision.datasets.ImageFolder(dataset_path)
