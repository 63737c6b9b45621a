# no attribute: training-style=mixed-precision
# no attribute: training-style=gradient-checkpointing
from transformers import TrainingArguments

settings = TrainingArguments("out", fp16=False, gradient_checkpointing=False)
