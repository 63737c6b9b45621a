# attribute: task=transfer-learning
from transformers import Wav2Vec2ForCTC

model = Wav2Vec2ForCTC.from_pretrained("facebook/wav2vec2-base")
model.freeze_feature_encoder()
model.train()
