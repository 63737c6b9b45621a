# no attribute: architecture=transformer
# path: jobs/train.py
# text jobs/README.md: # Training with Transformers
import transformers

trainer = transformers.Trainer(model=None)
trainer.train()
