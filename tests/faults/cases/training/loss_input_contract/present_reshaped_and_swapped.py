import torch
from torch.nn import functional as F

loss = F.cross_entropy(gold.view(-1), logits.view(-1, 10))  # fault: ACU310
other = F.cross_entropy(labels.view(-1).long(), logits.contiguous().view(-1, 10))  # fault: ACU310
out = torch.softmax(scores, dim=1)
masked = F.nll_loss(out[mask], labels[mask])  # fault: ACU310
tagged = F.cross_entropy(tag, out)  # fault: ACU310
cooled = F.cross_entropy(labels_val, logits_val / 2)  # fault: ACU310
logged = F.nll_loss(label, F.log_softmax(scores, dim=1))  # fault: ACU310
