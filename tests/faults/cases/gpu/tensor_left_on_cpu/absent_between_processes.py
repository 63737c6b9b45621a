import torch
import torch.distributed as dist

dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")


def total(count):
    t = torch.tensor([count, 1.0])
    dist.all_reduce(t)
    return t
