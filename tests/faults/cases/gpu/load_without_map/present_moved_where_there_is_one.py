import torch

model = build()
if torch.cuda.is_available():
    model.cuda()
checkpoint = torch.load(args.resume)  # fault: ACU409
model.load_state_dict(checkpoint["model"])
