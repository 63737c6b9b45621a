# no attribute: task
import torch

torch.distributed.init_process_group("nccl")
