# attribute: optimizer=adamw
# module agents.py: import torch
# module agents.py: class Agent:
# module agents.py:     def __init__(self, net):
# module agents.py:         self.optimizer = torch.optim.AdamW(net.parameters())
# text config/run.yaml: agent:
# text config/run.yaml:   _target_: agents.Agent
import hydra
import torch


@hydra.main(version_base=None, config_path="config", config_name="run.yaml")
def main(config):
    hydra.utils.instantiate(config.agent, torch.nn.Linear(3, 3))
