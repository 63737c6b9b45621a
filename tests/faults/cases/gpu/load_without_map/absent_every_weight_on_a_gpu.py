import torch

use = torch.cuda.is_available()
params = {k: p.cuda().detach() for k, p in weights.items() if k in wanted}
params = {k: p.cuda().detach() for k, p in params.items()}
optimizer = torch.optim.SGD(params.values(), lr=0.1)
if args.resume:
    state = torch.load(args.resume)  # unknown: ACU409
    optimizer.load_state_dict(state["optimizer"])
