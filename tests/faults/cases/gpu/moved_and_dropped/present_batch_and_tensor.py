import torch


def run(net, loader, device):
    for i, (inputs, targets) in enumerate(loader):
        inputs.to(device)  # fault: ACU402
        targets.cuda()  # fault: ACU402
        net(inputs)
    noise = torch.randn(8, 100)
    noise.to(device)  # fault: ACU402
