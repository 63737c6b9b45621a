import torch


class Tagger(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(4, 2)

    def forward(self, x):
        return self.layer(x)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Tagger().to(device)
optimizer = torch.optim.Adam(model.parameters())
for x, y in train_loader:
    x, y = x.to(device), y.to(device)
    optimizer.zero_grad()
    torch.nn.functional.mse_loss(model(x), y).backward()
    optimizer.step()
model.eval()
with torch.no_grad():
    for x, y in test_loader:
        print(model(x))  # fault: ACU401
