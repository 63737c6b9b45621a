import torch
from mine import Plain, Transformer


def convert(weights, path):
    plain = Plain()
    for mine, theirs in zip(plain.parameters(), weights):
        mine.data[:] = theirs
    torch.save(plain.state_dict(), path)


def train(args, loader):
    net = Transformer()
    if args.cuda and torch.cuda.is_available():
        net.cuda()
    for x in loader:
        net(x).sum().backward()
    net.cpu()
    torch.save(net.state_dict(), args.out)


def draw(args, image):
    net = Transformer()
    net.load_state_dict(torch.load(args.model))  # unknown: ACU409
    return net(image)
