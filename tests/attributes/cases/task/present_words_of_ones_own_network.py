# attribute: task=language-modeling
# attribute: task=text-generation
import torch


class TextGeneration(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.read = torch.nn.LSTM(64, 128)
        self.say = torch.nn.Linear(128, 50)


model = TextGeneration()
loss = torch.nn.CrossEntropyLoss()
