from tensorflow import keras


def build():
    return keras.Sequential([keras.layers.Dense(1)])


class Net(keras.Model):
    def call(self, inputs):
        return inputs


model = build()
model.fit(x, y)  # fault: ACU512
net = Net()
net.fit(x, y)  # fault: ACU512
