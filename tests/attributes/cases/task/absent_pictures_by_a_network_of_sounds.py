# no attribute: task=unconditional-image-generation
import librosa
import torch


class VAE(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = torch.nn.Linear(80, 2)
        self.decoder = torch.nn.Linear(2, 80)


wave, rate = librosa.load("a.wav")
model = VAE()
