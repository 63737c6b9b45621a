import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import StandardScaler

texts = pd.read_pickle("texts.pkl")
vectoriser = TfidfVectorizer(min_df=30)
rows = vectoriser.fit_transform(texts)  # unknown: ACU314
x_train = rows[:3000000]
x_test = rows[3000000:]

train = pd.read_csv("train.csv")
test = pd.read_csv("test.csv")
scaler = StandardScaler()
whole = scaler.fit_transform(np.concatenate([train, test]))
x_train, x_test = whole[: len(train)], whole[len(train) :]
