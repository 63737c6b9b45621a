# attribute: task=preference-optimization
# no attribute: task=language-modeling
from transformers import AutoModelForCausalLM
from trl import CPOTrainer

model = AutoModelForCausalLM.from_pretrained("gpt2")
CPOTrainer(model=model).train()
