# no attribute: task=image-captioning
# attribute: task=zero-shot-image-classification
from torchvision.datasets import Flickr8k
from transformers import CLIPModel

data = Flickr8k("data")
model = CLIPModel.from_pretrained("openai/clip-vit-base-patch32")
