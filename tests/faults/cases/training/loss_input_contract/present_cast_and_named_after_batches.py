import torch.nn.functional as F

loss = F.binary_cross_entropy_with_logits(label.float(), score)  # fault: ACU310
loss = F.cross_entropy(target_batch, output)  # fault: ACU310
