import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def main(opt):
    net = torch.nn.Linear(4, 2).to(device)
    if not opt.gpu:
        print("This needs a GPU.")
        return
    batch = torch.rand(3, 4).cuda()
    print(net(batch))
