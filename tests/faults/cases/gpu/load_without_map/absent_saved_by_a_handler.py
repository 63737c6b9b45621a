import torch
from ignite.handlers import ModelCheckpoint

device = "cuda" if torch.cuda.is_available() else "cpu"
trainer.add_event_handler(EPOCH, ModelCheckpoint("./kept", "net"), {"model": model})
model.load_state_dict(torch.load(last_of("./kept")))
