import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = torch.nn.Linear(2, 2).to(device)
if explore:
    action = 0
else:
    values = net(torch.tensor(state).to(device))
    action = torch.argmax(values, dim=1).numpy()  # fault: ACU404
