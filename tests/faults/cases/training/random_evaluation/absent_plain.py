from keras.preprocessing.image import ImageDataGenerator
from own import RandomCrop
from torchvision import datasets, transforms

plain = transforms.Compose([transforms.Resize(64), transforms.CenterCrop(60), transforms.ToTensor()])
changing = transforms.Compose([transforms.RandomCrop(32), transforms.ToTensor()])
never = transforms.Compose([transforms.RandomHorizontalFlip(p=0), transforms.ToTensor()])


class Pictures:
    def __init__(self, root, transform=None):
        self.root = root


def loaders(root, given, mode):
    train = datasets.CIFAR10(root, train=True, transform=changing)
    test = datasets.CIFAR10(root, train=False, transform=plain)
    other = datasets.CIFAR10(root, train=False, transform=never)
    some = datasets.CIFAR10(root, train=mode, transform=changing)
    test_tta = Pictures(root, transform=changing)
    val_set = Pictures(root, transform=given)
    test_own = Pictures(root, transform=RandomCrop(3))
    latest = Pictures(root, transform=changing)
    return train, test, other, some, test_tta, val_set, test_own, latest


generator = ImageDataGenerator(rescale=1 / 255, validation_split=0.2)
second = generator.flow_from_directory("data", subset="validation")
