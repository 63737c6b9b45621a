# attribute: dataset=svhn
# text config/run.yaml: data:
# text config/run.yaml:   target: pictures.numbers.SVHN
import hydra
import torch


@hydra.main(config_path="config", config_name="run")
def main(config):
    torch.nn.Linear(3, 3)(hydra.utils.instantiate(config.data))
