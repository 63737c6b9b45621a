from keras.models import Sequential
from torch.utils.data import DataLoader
from transformers import Trainer

model = Sequential()
model.compile(loss="mse")
model.fit(x_train, y_train, validation_data=(x_test, y_test))
model.fit(x[:900], y[:900], validation_data=(x[900:], y[900:]))
Trainer(model=net, train_dataset=data["train"], eval_dataset=data["test"])
train_loader = DataLoader(train_set, shuffle=True)
val_loader = DataLoader(val_set)
train_again = DataLoader(both, sampler=first)
val_again = DataLoader(both, sampler=second)
