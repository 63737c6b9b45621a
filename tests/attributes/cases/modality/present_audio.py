# attribute: modality=audio
import torchaudio

data = torchaudio.datasets.SPEECHCOMMANDS("data")
