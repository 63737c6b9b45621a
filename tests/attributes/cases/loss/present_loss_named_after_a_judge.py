# attribute: loss=adversarial
from losses import judge_made


def step(d_pred, mask):
    g_loss_adversarial = judge_made(d_pred, mask)
    return g_loss_adversarial


print(step(1, 2))
