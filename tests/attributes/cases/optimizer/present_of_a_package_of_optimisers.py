# attribute: optimizer=sgd
from somelib import optim

optimizer = optim.SGD(lr=0.1, momentum=0.9)
