import keras as k

first = k.Sequential([k.layers.Dense(3, activation="softmax")])
first.compile("adam", loss="sparse_categorical_crossentropy")
first.fit(x_train, y_train)
second = k.Sequential([k.layers.Dense(3, activation="softmax")])
second.compile("adam", loss="categorical_crossentropy")  # fault: ACU212
second.fit(x_train, y_train)
