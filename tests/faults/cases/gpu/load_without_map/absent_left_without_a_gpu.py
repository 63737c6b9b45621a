import torch

use_gpu = torch.cuda.is_available()


def resume(path):
    model = torch.nn.Linear(8, 8)
    if use_gpu:
        model = torch.nn.DataParallel(model).cuda()
    else:
        print("This needs a GPU.")
        return
    state = torch.load(opt.resume)
    model.load_state_dict(state["model"])


def judge(opt, model):
    if not opt.cuda:
        # nothing to do
        raise SystemExit("This needs a GPU.")
    model.load_state_dict(torch.load(opt.resume))
