import argparse

import torch


def load(path):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = torch.nn.Linear(8, 8).to(device)
    model.load_state_dict(torch.load(path))  # fault: ACU409
    return model


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weights")
    args = parser.parse_args()
    model = load(args.weights)
    torch.save(model.state_dict(), f"checkpoints/{args.name}.pt")


main()
