from keras.models import Sequential
from transformers import TrainingArguments

EPOCHS = 1
model = Sequential()
model.compile(loss="mse")
model.fit(x, y, None, EPOCHS)  # fault: ACU306
model.fit(x, y, epochs=EPOCHS)  # fault: ACU306
TrainingArguments("out", num_train_epochs=1)  # fault: ACU306
