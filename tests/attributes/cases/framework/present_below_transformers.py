# attribute: framework=tensorflow
# no attribute: framework=pytorch
from transformers import AutoTokenizer, TFAutoModel

tokens = AutoTokenizer.from_pretrained("some/name")
model = TFAutoModel.from_pretrained("some/name")
