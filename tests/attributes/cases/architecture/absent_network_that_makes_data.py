# attribute: architecture=mlp
# no attribute: architecture=gaussian-process
# module data.py: from sklearn.gaussian_process import GaussianProcessRegressor
# module data.py: def simulate_rows(n):
# module data.py:     return GaussianProcessRegressor().sample_y(n)
from data import simulate_rows
from torch import nn

net = nn.Sequential(nn.Linear(1, 8), nn.ReLU(), nn.Linear(8, 1))
net(simulate_rows(8)).sum().backward()
