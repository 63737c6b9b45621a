import torch

device = "cuda" if torch.cuda.is_available() else "cpu"
net.load_state_dict(torch.load("a.pt", device))
vocabulary = torch.load("vocabulary.pt")
