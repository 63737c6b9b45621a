import torch

model = torch.nn.Linear(4, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
scaler = torch.cuda.amp.GradScaler()
for x, y in loader:
    opt.zero_grad()
    loss = (model(x) - y).pow(2).mean()
    if use_amp:
        scaler.scale(loss).backward()
    else:
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    if use_amp:
        scaler.step(opt)
        scaler.update()
    else:
        opt.step()
