# attribute: loss=negative-log-likelihood
import theano
import theano.tensor as T

from layers import LogisticRegression

x, y = T.matrix("x"), T.ivector("y")
classifier = LogisticRegression(x, 784, 10)
cost = classifier.negative_log_likelihood(y)
grads = T.grad(cost, classifier.params)
