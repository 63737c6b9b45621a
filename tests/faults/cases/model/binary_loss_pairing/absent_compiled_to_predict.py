from keras.layers import Dense
from keras.models import Sequential


def make_generator():
    model = Sequential()
    model.add(Dense(64, input_dim=8, activation="relu"))
    model.add(Dense(784, activation="tanh"))
    return model


def make_judge():
    model = Sequential()
    model.add(Dense(64, input_dim=784, activation="relu"))
    model.add(Dense(1, activation="sigmoid"))
    return model


def train(join, noise, images, labels):
    generator = make_generator()
    judge = make_judge()
    both = join(generator, judge)
    generator.compile(loss="binary_crossentropy", optimizer="sgd")
    judge.compile(loss="binary_crossentropy", optimizer="sgd")
    made = generator.predict(noise)
    judge.train_on_batch(made, labels)
    both.train_on_batch(noise, labels)


def generate(noise):
    generator = make_generator()
    generator.compile(loss="binary_crossentropy", optimizer="sgd")
    generator.load_weights("generator")
    return generator.predict(noise)
