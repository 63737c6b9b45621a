# attribute: architecture=lstm
# attribute: architecture=attention
from torch import nn
from torch.nn import functional as F


class Reader(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.cells = nn.LSTM(size, size)
        self.judge = nn.Linear(size, 1)

    def forward(self, x):
        states, _ = self.cells(x)
        attention_w = F.softmax(self.judge(states).squeeze(-1), dim=-1)
        return (attention_w.unsqueeze(-1) * states).sum(1)


print(Reader(8))
