import numpy
import PIL.Image as pil
import torchvision.transforms as T
from datasets import load_dataset

data = load_dataset("beans")
prepare = T.Compose([T.Resize(224), T.ToTensor()])


def prepared(examples):
    examples["pixels"] = [prepare(image) for image in examples["image"]]  # fault: ACU521
    return examples


def outer(paths):
    def inner(path):
        return numpy.asarray(pil.open(path).resize((64, 64)))  # fault: ACU521

    return [inner(path) for path in paths]


data.set_transform(prepared)
