# attribute: optimizer=adam
# no attribute: optimizer=sgd
from keras.optimizers import SGD, Adam

model = make_model()
model.compile(
    optimizer=Adam(),  # SGD(lr=0.002, momentum=0.9)
    loss="mse",
)
