import torch

FOLDER = "runs"


def judge(model, where):
    model.load_state_dict(torch.load(where))


def never_called(model, file):
    model.load_state_dict(torch.load(file))


def main(opt):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = torch.nn.Linear(8, 8).to(device)
    torch.save(model.state_dict(), opt.kept)
    judge(model, opt.kept)


main(options())
