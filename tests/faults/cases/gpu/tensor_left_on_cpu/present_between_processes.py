import torch
import torch.distributed as dist

dist.init_process_group("nccl")


def total(count):
    t = torch.tensor([count, 1.0], dtype=torch.float64)  # fault: ACU408
    dist.all_reduce(t)
    return t


def right(count):
    t = torch.tensor([count, 1.0], device="cuda")
    dist.all_reduce(t)
    return t
