import torch
import tqdm
from torch import nn
from torch.utils.data import DataLoader

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Unmix(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 8)

    def forward(self, x):
        return self.body(x)


def learn(unmixing, feed, optimizer):
    bar = tqdm.tqdm(feed)
    for x, y in bar:
        y = y.to(device)
        optimizer.zero_grad()
        Y = unmixing(x)  # fault: ACU401
        loss = torch.nn.functional.mse_loss(Y, y)
        loss.backward()
        optimizer.step()


def judge(second, feed):
    with torch.no_grad():
        for x, _ in feed:
            x = x.to(device)
            print(second(x))  # fault: ACU401


def main(data):
    feed = DataLoader(data, batch_size=8, shuffle=True)
    unmixing = Unmix().to(device)
    learn(unmixing, feed, torch.optim.Adam(unmixing.parameters()))
    judge(Unmix(), feed)
