import numpy as np
import torch


def tensor_of(array, device=None):
    return torch.from_numpy(array).to(device)


class Aligner:
    def __call__(self, logits, texts):
        lengths = tensor_of(np.fromiter(map(len, texts), dtype=np.int64))
        scores = torch.log_softmax(logits.to(logits.device), dim=-1)
        return self.align(scores, lengths)

    def align(self, scores, lengths):
        ends = 2 * lengths.long() + 1
        outside = torch.arange(scores.size(1)) >= ends.unsqueeze(1)
        return scores.device, outside


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = torch.nn.Linear(8, 8).to(device)
Aligner()(model(x.to(device)), texts)
