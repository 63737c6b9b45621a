# no attribute: architecture=transformer
# attribute: architecture=linear-model
import torch


class FeatureTransformer:
    def transform(self, x):
        return x * 2


model = torch.nn.Linear(4, 1)
scale = FeatureTransformer()
print(model(scale.transform(torch.ones(4))))
