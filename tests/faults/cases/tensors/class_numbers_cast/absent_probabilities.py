import torch.nn.functional as F


def distilled(scores, teacher_scores, kinds):
    encoded = F.one_hot(kinds, 10)
    return F.cross_entropy(scores, teacher_scores.float()) + F.cross_entropy(
        scores, encoded.float()
    )
