# attribute: dataset=cifar10
# text config/run.yaml: dataset_name: CIFAR10Dataset
import hydra
import torch


@hydra.main(config_path="config", config_name="run")
def main(config):
    torch.nn.Linear(3, 3)(hydra.utils.instantiate(config.data))
