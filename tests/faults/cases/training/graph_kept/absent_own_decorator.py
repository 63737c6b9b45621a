import torch


def quiet(function):
    def inner(*args):
        with torch.no_grad():
            return function(*args)

    return inner


@quiet
def evaluate(model, loader):
    model.eval()
    for x, y in loader:
        right = (model(x).argmax(1) == y).sum()  # clean: ACU325
    return right


class Still:
    def __enter__(self):
        torch.set_grad_enabled(False)

    def __exit__(self, *given):
        torch.set_grad_enabled(True)


def validate(model, val_loader):
    model.eval()
    with Still():
        for x, y in val_loader:
            model(x)


def train(model, loader, val_loader, optimizer):
    for x, y in loader:
        model.train()
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
    evaluate(model, val_loader)
    validate(model, val_loader)
