import numpy
import numpy as np
from sklearn.cross_validation import train_test_split  # fault: ACU502

x = np.zeros(3, dtype=np.float)  # fault: ACU502
kind = numpy.int  # fault: ACU502
limit = np.Inf  # fault: ACU502
