import torch
from averages import Average, ready


def main(args, model):
    model.cuda()  # unknown: ACU403
    average = Average(model, device="cpu" if args.average_on_cpu else None)
    place = ready("cuda" if torch.cuda.is_available() else "cpu")
    return average, place
