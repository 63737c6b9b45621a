# attribute: pretrained=hugging-face-checkpoint
# attribute: pretrained=distilbert-base-uncased
from transformers import AutoModel

net = AutoModel.from_pretrained("distilbert-base-uncased")
