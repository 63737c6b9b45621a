import torch as th

device = th.device("cuda" if th.cuda.is_available() else "cpu")


def judge(net, loader):
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        labels = y.view(-1)
        print(labels.numpy())  # fault: ACU415
        z = x.cuda()  # fault: ACU403
        print(z[0].detach().squeeze().data.numpy())  # fault: ACU415
    return x.to("cuda").numpy()  # fault: ACU415
