# no attribute: architecture=whisper
# no attribute: architecture=wav2vec2
# module metrics/words.py: from elsewhere import WhisperModel
# module metrics/words.py: class Wav2Vec2Judge:
# module metrics/words.py:     def __init__(self): self.model = WhisperModel()
import torch
from metrics.words import Wav2Vec2Judge

net = torch.nn.LSTM(4, 8)
judge = Wav2Vec2Judge()
