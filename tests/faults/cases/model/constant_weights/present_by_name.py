from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.memory = nn.LSTM(8, 16)
        for name, values in self.memory.named_parameters():
            if "bias" in name:
                nn.init.constant_(values, 0.0)
            elif "weight" in name:
                nn.init.zeros_(values)  # fault: ACU118
