from keras.models import Sequential
from sklearn.linear_model import LinearRegression

model = Sequential()
model.compile(loss="mse")
model.fit(x, y, epochs=20)
for round in range(30):
    model.fit(x, y, epochs=1)
LinearRegression().fit(x, y)
