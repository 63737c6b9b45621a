import torch
from tqdm import tqdm

bar = tqdm(loader)
for inputs, labels in bar:
    inputs.to("cuda")  # fault: ACU402
    net(inputs)

for batch in loader:
    x, y = batch
    x.cuda()  # fault: ACU402
    net(x)

for (inputs,) in loader:
    inputs.to("cuda")  # fault: ACU402
    net(inputs)
