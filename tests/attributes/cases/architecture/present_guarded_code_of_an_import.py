# attribute: architecture=lstm
# no attribute: architecture=gru
# module helper.py: import torch
# module helper.py: def tidy(text):
# module helper.py:     return text.strip()
# module helper.py: if __name__ == "__main__":
# module helper.py:     model = torch.nn.GRU(2, 2)
import torch
from helper import tidy

model = torch.nn.LSTM(2, 2)
print(tidy(" text "))
