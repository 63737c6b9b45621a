import collections

from keras.layers import Activation, Dense
from keras.models import Sequential

words = collections.Counter(open("words.txt").read().split())
numbers = {word: place + 1 for place, (word, _) in enumerate(words.most_common())}
numbers["PAD"] = 0
model = Sequential()
model.add(Dense(32, input_dim=8, activation="relu"))
model.add(Dense(len(numbers)))
model.add(Activation("softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adam")

tags = {"PAD": 0}
for line in open("tags.txt"):
    tags[line.strip()] = len(tags)
second = Sequential()
second.add(Dense(32, input_dim=8, activation="relu"))
second.add(Dense(len(tags)))
second.add(Activation("softmax"))
second.compile(loss="categorical_crossentropy", optimizer="adam")

names = ["none"]
names.extend(open("names.txt"))
third = Sequential()
third.add(Dense(32, input_dim=8, activation="relu"))
third.add(Dense(len(names)))
third.add(Activation("softmax"))
third.compile(loss="categorical_crossentropy", optimizer="adam")

lines = 1
for line in open("lines.txt"):
    lines = lines + 1
fourth = Sequential()
fourth.add(Dense(32, input_dim=8, activation="relu"))
fourth.add(Dense(lines))
fourth.add(Activation("softmax"))
fourth.compile(loss="categorical_crossentropy", optimizer="adam")
