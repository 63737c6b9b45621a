import torch

# device is chosen here, and nothing is brought to it
device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
net = torch.nn.Linear(8, 2).cuda()  # unknown: ACU403
x = torch.rand(4, 8).cuda()  # unknown: ACU403
settings = {"device": "cuda:0"}
print(net(x), settings)
print(device)
