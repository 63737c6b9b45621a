import torch
from torch import nn, zeros

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.place = nn.Embedding(64, 16)
        self.rnn = nn.LSTM(16, 16, batch_first=True)

    def forward(self, words):
        x = words + self.place(torch.arange(words.size(1)))  # fault: ACU408
        h0 = zeros(1, x.size(0), 16)  # fault: ACU408
        c0 = torch.zeros(1, x.size(0), 16).requires_grad_()  # fault: ACU408
        out, _ = self.rnn(x, (h0, c0))
        start = torch.ones(x.size(0), 1, 16)  # fault: ACU408
        return torch.cat([start, words], dim=1), out


model = Tagger().to(device)
