# path: anomaly_detection/train.py
# text anomaly_detection/README.md: # Anomaly detection in a time series
# attribute: task=anomaly-detection
# no attribute: task=time-series-forecasting
# no attribute: task=object-detection
import torch

print(torch.nn.LSTM(1, 2))
