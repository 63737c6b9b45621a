import torch
from torch import nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(64, 4, batch_first=True)

    def forward(self, x, causal=True):
        mixed, _ = self.attention(
            x, x, x, is_causal=causal, attn_mask=torch.empty(1, 1), need_weights=False
        )
        return mixed


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Block().to(device)
