import torch

print(torch.cuda.is_available())
device = torch.device("cuda:0")
model = torch.nn.Linear(3, 3).to(device)
model.load_state_dict(torch.load(args.weights))
