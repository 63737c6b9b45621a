import tensorflow as tf
from mine import DataLoader as Other
from torch.utils.data import DataLoader

train_loader = DataLoader(train_set, 64, True)
sampled = DataLoader(train_set, 64, sampler=sampler)
val_loader = DataLoader(val_set, 64)
test_loader = DataLoader(train_test_set, 64)
unknown = DataLoader(train_set, shuffle=flag)
mine = Other(train_set)
train_ds = tf.data.Dataset.from_tensor_slices((x, y))
train_ds = train_ds.shuffle(1000).batch(32)
model.fit(train_ds)
