# attribute: task=multimodal-learning
# attribute: task=text-generation
from transformers import AutoModelForImageTextToText
from trl import SFTTrainer

model = AutoModelForImageTextToText.from_pretrained("here")
SFTTrainer(model).train()
