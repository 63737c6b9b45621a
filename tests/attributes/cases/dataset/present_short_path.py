# attribute: dataset=conll2003
import argparse

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--train_file", default="data/conll03/train.txt")
model = torch.nn.LSTM(8, 8)
