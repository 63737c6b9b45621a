import torch

run(
    optimizer.step,
    optimizer.zero_grad
)
hook = optimizer.step
torch.save({"net": net.state_dict()}, "net.pt")
text = """
optimizer.step
"""
