import mxnet as mx
from mxnet import autograd, gluon

trainer = gluon.Trainer(net.collect_params(), "sgd")
for x, y in loader:
    with autograd.record():
        loss = criterion(net(x), y)
    loss.backward()
    trainer.step(32)
