from tensorflow import keras
from explaining import Explainer

options = {"loss": "mse", "optimizer": keras.optimizers.Adam(learning_rate=1.0)}  # unknown: ACU301
explainer = Explainer(model, options)
