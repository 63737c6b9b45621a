import numpy as np
import torch
import torch.nn.functional as F
from transformers import AutoModel

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.base = AutoModel.from_pretrained("bert-base-uncased")

    def forward(self, x):
        return self.base(x)


model = Net()
model.to(device)
for x, y in loader:
    x, y = x.to(device), y.to(device)
    logits = model(x).logits
    found = torch.argmax(F.log_softmax(model(x), dim=2), dim=2)
    print(logits.detach().numpy())  # fault: ACU404
    print(found.detach().numpy())  # fault: ACU404
    print(y.numpy())  # fault: ACU404, ACU415
