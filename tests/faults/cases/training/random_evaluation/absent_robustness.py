from torchvision import datasets, transforms

plain = transforms.Compose([transforms.ToTensor()])
turned = transforms.Compose([transforms.RandomRotation(180), transforms.ToTensor()])
train_set = datasets.MNIST("data", train=True, transform=plain)
test_set = datasets.MNIST("data", train=False, transform=turned)
