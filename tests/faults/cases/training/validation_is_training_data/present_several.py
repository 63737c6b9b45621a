from keras.models import Sequential
from torch.utils.data import DataLoader
from transformers import Trainer

model = Sequential()
model.compile(loss="mse")
model.fit(x_train, y_train, validation_data=(x_train, y_train))  # fault: ACU313
model.fit(x, y, validation_data=(x[:100], y[:100]))  # fault: ACU313
Trainer(model=net, train_dataset=data, eval_dataset=data)  # fault: ACU313
train_set = load("train")
train_loader = DataLoader(train_set, shuffle=True)
val_loader = DataLoader(train_set)  # fault: ACU313
