import torch

device = "cuda" if torch.cuda.is_available() else "cpu"
if args.resume:
    checkpoint = torch.load(args.resume)  # fault: ACU409
    net.load_state_dict(checkpoint["state_dict"])
torch.save(net.state_dict(), "last.pt")
other = torch.load("first.pt")  # fault: ACU409
net.load_state_dict(other)
