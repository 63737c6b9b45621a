# no attribute: task=language-modeling
# module net.py: import torch
# module net.py: from transformers import GPT2LMHeadModel
# module net.py: class Net(torch.nn.Module):
# module net.py:     @classmethod
# module net.py:     def from_pretrained(cls): return GPT2LMHeadModel.from_pretrained("gpt2")
from net import Net

net = Net()
