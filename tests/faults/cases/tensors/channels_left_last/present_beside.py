import torch


def distance(network, one, two):
    first = torch.from_numpy(one).permute([2, 0, 1]).contiguous()
    second = torch.from_numpy(two).contiguous()  # fault: ACU211
    return network(first, second, normalize=True)


class ToTensor:
    def __call__(self, sample):
        image, landmarks = sample["image"], sample["landmarks"]
        return {"image": torch.from_numpy(image), "landmarks": landmarks}  # fault: ACU211


class Converted:
    def __call__(self, img):
        if img.ndim == 3:
            img = torch.from_numpy(img.copy())  # fault: ACU211
        elif img.ndim == 2:
            img = torch.from_numpy(img.copy())
        return img.float()


net = torch.nn.Conv2d(3, 8, 3)


def dice(scores, truth, classes):
    truth = torch.nn.functional.one_hot(truth, classes).permute(0, 3, 1, 2).float()
    best = torch.nn.functional.one_hot(scores.argmax(dim=1), classes).float()  # fault: ACU211
    return (truth * best).sum()
