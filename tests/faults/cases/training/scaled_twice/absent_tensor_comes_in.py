from torchvision import transforms

smaller = transforms.Compose(
    [
        transforms.Normalize(mean=(-1.0,), std=(2.0,)),
        transforms.ToPILImage(),
        transforms.Resize(8),
        transforms.ToTensor(),
    ]
)
