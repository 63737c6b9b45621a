import torch

device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
net = Net().to(device)
if torch.cuda.is_available():
    net.cuda()
print(torch.cuda.device_count())
