import torch

ROOT = "weights/"
FILES = {"b0": {"depth": 3, "weight_path": ROOT + "efficientnet-b0-08094119.pth"}}


class Encoder(torch.nn.Module):
    def __init__(self, name):
        super().__init__()
        self.body = torch.nn.Linear(8, 8)
        chosen = FILES[name]
        self.load_state_dict(torch.load(chosen["weight_path"]))  # unknown: ACU409


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Encoder("b0").to(device)
plain = torch.nn.Linear(8, 8).to(device)
plain.load_state_dict(torch.load("resnet18-f37072fd.pth"))  # unknown: ACU409
