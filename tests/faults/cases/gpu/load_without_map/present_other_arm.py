import torch

if torch.cuda.is_available():
    net.load_state_dict(torch.load(args.weights))
    net = net.cuda()
else:
    net.load_state_dict(torch.load(args.weights))  # fault: ACU409
