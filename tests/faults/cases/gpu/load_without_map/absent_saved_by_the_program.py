import torch

device = "cuda" if torch.cuda.is_available() else "cpu"


def train(net, path):
    torch.save(net.state_dict(), path)


train(net, "best.pt")
net.load_state_dict(torch.load("best.pt"))


def again(folder):
    net.load_state_dict(torch.load(folder + "/best.pt")["state"])


if opt.epoch:
    net.load_state_dict(torch.load("saved/%s/net_%d.pth" % (opt.name, opt.epoch)))
for epoch in range(opt.epoch, 10):
    torch.save(net.state_dict(), "saved/%s/net_%d.pth" % (opt.name, epoch))
