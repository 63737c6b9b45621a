import torch

image = torch.rand(1, 3, 8, 8, requires_grad=True)
for step in range(10):
    score = net(image)[0, 3]
    score.backward()
    image.data += 0.1 * image.grad.sign()
