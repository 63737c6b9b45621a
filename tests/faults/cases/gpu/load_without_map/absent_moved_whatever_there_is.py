import torch

use_cuda = torch.cuda.is_available()
model = build()
if args.wide:
    model.features = torch.nn.DataParallel(model.features)
    model.cuda()
else:
    model = torch.nn.DataParallel(model).cuda()
checkpoint = torch.load(args.resume)  # unknown: ACU409
model.load_state_dict(checkpoint["model"])
