import torch

torch.manual_seed(0)
if torch.cuda.is_available():
    torch.cuda.manual_seed_all(0)
device = "cuda"
model = torch.nn.Linear(3, 3)
model.load_state_dict(torch.load(args.weights))
model = model.to(device)
