"""The loader is told of the device, or moves what it collects; a lookalike has no tensors."""


def collate(rows, device):
    return [row.to(device) for row in rows]


class Mail:
    def to(self, device):
        return f"{self} to {device}"


def main(model, loader, letters, device):
    model.to(device)
    for images, labels in loader:
        images = images.to(device)
        print(model(images) - labels)
    for letter, answer in letters:
        letter = letter.to(device)
        print(letter + answer)
