import torch as t
from torch.autograd import Variable
from torch.nn.utils import clip_grad_norm  # fault: ACU501

values = t.symeig(matrix)  # fault: ACU501
x = Variable(y, volatile=True)  # fault: ACU501
