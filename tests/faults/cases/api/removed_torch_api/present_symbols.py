import torch as t
from torch.autograd import Variable

values = t.symeig(matrix)  # fault: ACU501
x = Variable(y, volatile=True)  # fault: ACU501
first, second = t.qr(matrix)  # fault: ACU501
