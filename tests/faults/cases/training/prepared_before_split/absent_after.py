from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, MinMaxScaler, Normalizer, StandardScaler

from mine import StandardScaler as MyScaler

labels = LabelEncoder().fit_transform(labels)
x = Normalizer().fit_transform(x)
x = MyScaler().fit_transform(x)
x_train, x_test, y_train, y_test = train_test_split(x, labels)
scaler = StandardScaler()
x_train = scaler.fit_transform(x_train)
x_test = scaler.transform(x_test)
x_train, x_val = train_test_split(x_train)

picture = MinMaxScaler().fit_transform(points)
plot(picture)

shown = StandardScaler().fit_transform(raw)
shown = raw
one, two = train_test_split(shown)

if small:
    table = StandardScaler().fit_transform(table)
else:
    left, right = train_test_split(table)


def scale_both(train, test):
    width = MinMaxScaler()
    test = width.fit_transform(test)
    return train, test


def only_training(series):
    train_part = series[:100]
    test_part = series[100:]
    scale = MinMaxScaler().fit(train_part)
    return scale.transform(train_part), scale.transform(test_part)
