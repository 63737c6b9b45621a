# attribute: framework=pytorch
# no attribute: framework=tensorflow
# no attribute: framework=transformers
# module helper.py: import tensorflow as tf
# module helper.py: def seed(): return 1
# module helper.py: def load(): from transformers import GPT2LMHeadModel; return GPT2LMHeadModel()
import torch
from helper import load, seed

seed()
load()
