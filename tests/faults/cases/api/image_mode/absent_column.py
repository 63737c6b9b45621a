from datasets import load_dataset
from torchvision.transforms import ToTensor

data = load_dataset("beans")
prepare = ToTensor()


def prepared(examples):
    examples["pixels"] = [prepare(image.convert("RGB")) for image in examples["image"]]
    examples["masks"] = [prepare(mask) for mask in examples["image_masks"]]
    return examples
