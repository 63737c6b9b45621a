from tensorflow.keras.preprocessing.image import ImageDataGenerator as Images
from torchvision import datasets
from torchvision import transforms as T

changing = T.Compose([T.Resize(64), T.RandomHorizontalFlip(), T.ToTensor()])


class Pictures:
    def __init__(self, root, transform=None):
        self.root = root


def loaders(root):
    test = datasets.CIFAR10(root, train=False, transform=changing)  # fault: ACU329
    val_set = Pictures(root, transform=T.ColorJitter(0.2))  # fault: ACU329
    valid = datasets.ImageFolder("data/val", transform=T.Compose([T.RandomCrop(32)]))  # fault: ACU329
    return test, val_set, valid


pipelines = {
    "train": T.Compose([T.RandomResizedCrop(224), T.ToTensor()]),
    "val": T.Compose([T.RandomResizedCrop(224), T.ToTensor()]),  # fault: ACU329
}
generator = Images(rescale=1 / 255, zoom_range=0.2, validation_split=0.2)
first = generator.flow_from_directory("data", subset="training")
second = generator.flow_from_directory("data", subset="validation")  # fault: ACU329
