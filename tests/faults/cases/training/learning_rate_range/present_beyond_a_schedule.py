import tensorflow as tf
import torch

optimizer = torch.optim.Adam(net.parameters(), lr=1e-12)  # fault: ACU301
schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 / (step + 1))
other = tf.optimizers.Adam(5.0)  # fault: ACU301
