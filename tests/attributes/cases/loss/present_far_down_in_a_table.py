# attribute: loss=mean-absolute-error
# attribute: dataset=cartpole
import torch

settings = {
    "width_of_layer_0": 1,
    "width_of_layer_1": 2,
    "width_of_layer_2": 4,
    "width_of_layer_3": 8,
    "width_of_layer_4": 16,
    "width_of_layer_5": 32,
    "width_of_layer_6": 64,
    "width_of_layer_7": 128,
    "width_of_layer_8": 256,
    "width_of_layer_9": 512,
    "width_of_layer_10": 1024,
    "width_of_layer_11": 2048,
    "inner": {
        "loss": "mae",
        "ENV_NAME": "CartPole-v1",
    },
}


def train(model, build):
    build(settings)(model)


train(torch.nn.Linear(2, 2), print)
