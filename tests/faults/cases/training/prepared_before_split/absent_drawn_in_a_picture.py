from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler
import matplotlib.pyplot as plt

points = PCA(n_components=2).fit_transform(codes_train)
plt.scatter(points[:, 0], points[:, 1])
points_test = PCA(n_components=2).fit_transform(codes_test)
plt.scatter(points_test[:, 0], points_test[:, 1])
