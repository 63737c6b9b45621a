import torch
from mine import Transformer


def train(args, loader):
    net = Transformer()
    net.cpu()
    if args.cuda and torch.cuda.is_available():
        net.cuda()
    for x in loader:
        net(x).sum().backward()
    torch.save(net.state_dict(), args.out)


def draw(args, image):
    net = Transformer()
    net.load_state_dict(torch.load(args.model))  # fault: ACU409
    return net(image)
