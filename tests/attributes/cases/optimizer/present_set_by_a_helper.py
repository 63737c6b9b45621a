# attribute: optimizer=adamw
# module helper.py: def settings(conf):
# module helper.py:     conf.optimizer = "AdamW"
# module helper.py:     return conf
import torch
from helper import settings

conf = settings(torch.nn.Module())
