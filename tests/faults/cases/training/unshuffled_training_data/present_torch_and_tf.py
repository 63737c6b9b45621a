import tensorflow as tf
import torch.utils.data as data

train_loader = data.DataLoader(train_set, 64)  # fault: ACU317
again = data.DataLoader(dataset=train_set, batch_size=64, shuffle=False)  # fault: ACU317
train_ds = tf.data.Dataset.from_tensor_slices((x, y)).batch(32)  # fault: ACU317
model.fit(train_ds)
loss.backward()
