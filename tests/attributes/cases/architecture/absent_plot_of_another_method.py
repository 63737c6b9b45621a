# no attribute: architecture=bart
# no attribute: architecture=sac
# attribute: architecture=mlp
import torch


def plot_bart(values):
    print(values)


def sample_sac_params(trial):
    return trial


net = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
plot_bart(net)
sample_sac_params(net)
