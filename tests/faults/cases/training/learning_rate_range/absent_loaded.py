import torch

model = torch.nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0)
optimizer.load_state_dict(torch.load("state.pt", map_location="cpu"))
