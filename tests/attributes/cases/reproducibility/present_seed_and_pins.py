# attribute: reproducibility=seed-set
# attribute: reproducibility=saves-checkpoints
# attribute: reproducibility=pinned-dependencies
# text requirements.txt: torch==2.1.0
# text requirements.txt: numpy==1.26.4
import torch

torch.manual_seed(1)
torch.save({}, "model.pt")
