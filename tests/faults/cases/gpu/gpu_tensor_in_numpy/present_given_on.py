import torch
import zoo


def score(output, target):
    output = torch.sigmoid(output).view(-1).data.numpy()  # fault: ACU404
    return output.sum()


model = zoo.make("unet")
model = model.cuda()
for x, y in loader:
    x = x.cuda()
    output = model(x)
    print(score(output, y))
