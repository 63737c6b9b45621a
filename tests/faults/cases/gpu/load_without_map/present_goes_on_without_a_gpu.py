import torch

use_gpu = torch.cuda.is_available()


def resume(opt):
    model = torch.nn.Linear(8, 8)
    if use_gpu:
        model = model.cuda()
    else:
        print("This will be slow.")
    model.load_state_dict(torch.load(opt.resume))  # fault: ACU409


def judge(opt, model):
    if use_gpu:
        return
    model.load_state_dict(torch.load(opt.resume))  # fault: ACU409


def other(opt, model):
    if opt.dry or not use_gpu:
        return
    print("on the GPU")
