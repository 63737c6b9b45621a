import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = Net().to(device)
other = torch.device("cuda:1")  # fault: ACU403
for x, y in test_loader:
    net(x.cuda())  # fault: ACU403
