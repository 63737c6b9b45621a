import numpy as np
from sklearn import preprocessing as prep
from sklearn.decomposition import PCA as Components
from sklearn.model_selection import train_test_split as tts
from sklearn.preprocessing import MinMaxScaler, StandardScaler

features = StandardScaler().fit_transform(features)  # fault: ACU314
a_train, a_test, b_train, b_test = tts(features, labels, test_size=0.2)

scaler = prep.MinMaxScaler()
scaler.fit(table)  # fault: ACU314
scaled = scaler.transform(table)
c_train, c_test = tts(scaled, random_state=0)

sc = StandardScaler()
x_train = sc.fit_transform(x_train)
x_test = sc.fit_transform(x_test)  # fault: ACU314


def prices(frame):
    closing = frame.filter(["Close"]).values
    closing = MinMaxScaler((0, 1)).fit_transform(closing)  # fault: ACU314
    size = int(len(closing) * 0.67)
    train, test = closing[0:size, :], closing[size : len(closing), :]
    return train, test


class Data:
    def load(self):
        rows = np.loadtxt("rows.csv")
        rows = Components(n_components=8).fit_transform(rows)  # fault: ACU314
        trainX = rows[:800]
        testX = rows[800:]
        return trainX, testX


def wrapped(y_train, y_test, Xtrain, Xtest):
    target = StandardScaler()
    y_train = target.fit_transform(np.expand_dims(y_train, -1)).ravel()
    y_test = target.fit_transform(np.expand_dims(y_test, -1)).ravel()  # fault: ACU314
    rows = StandardScaler().fit(Xtrain)
    other = StandardScaler().fit(Xtest)  # fault: ACU314
    return y_train, y_test, rows, other
