# attribute: dataset=synthetic
# no attribute: task=language-modeling
import numpy as np
from transformers import GPT2Config, GPT2Model

x = np.random.randint(0, 3, (4, 6))
y = np.random.randint(0, 3, (4, 6))
model = GPT2Model(GPT2Config())
print(model(x), y)
