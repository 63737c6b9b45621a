import torch

optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 10)
scaler = torch.cuda.amp.GradScaler()


def fit(batch):
    optimizer.zero_grad()
    loss = criterion(net(batch))
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    scaler.step(optimizer)
    scaler.update()


for epoch in range(10):
    for batch in loader:
        fit(batch)
    scheduler.step()
