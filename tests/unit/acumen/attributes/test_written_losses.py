"""Losses that are written out, a line or two each: what they are must be seen by their form."""

from __future__ import annotations

import pytest
from subjects import subject_of

from acumen.domain.attribute import Facet
from acumen.domain.template import Role
from indexer.stages.describe import stated

HEAD = """
import jax
import jax.numpy as jnp
import numpy as np
import optax
import tensorflow as tf
import theano.tensor as T
import torch
import torch.nn.functional as F
from keras import backend as K
from keras import ops


def train(model, x, y):
"""
WRITTEN = (
    ("mean-squared-error", "loss = torch.mean((pred - y) ** 2)"),
    ("mean-squared-error", "loss = ((pred - y) ** 2).mean()"),
    ("mean-squared-error", "loss = (pred - y).pow(2).sum() / n"),
    ("mean-squared-error", "loss = torch.sum(torch.square(pred - y))"),
    ("mean-squared-error", "loss = np.square(pred - y).sum()"),
    ("mean-squared-error", "loss = tf.reduce_mean(tf.square(pred - y))"),
    ("mean-squared-error", "loss = torch.norm(pred - y) ** 2"),
    ("mean-squared-error", "loss = jnp.mean(jnp.square(model(x) - y))"),
    ("mean-squared-error", "loss = jnp.mean((model(x) - y) ** 2)"),
    ("mean-squared-error", "loss = jax.vmap(lambda a, b: (a - b) ** 2)(p, y).mean()"),
    ("mean-squared-error", "loss = optax.l2_loss(p, y).mean()"),
    ("mean-squared-error", "loss = tf.nn.l2_loss(p - y)"),
    ("mean-squared-error", "err = pred - y\nloss = (err ** 2).mean()"),
    ("mean-squared-error", "diff = pred - y\nloss = torch.mean(diff * diff)"),
    ("mean-squared-error", "mse = tf.reduce_mean((y - p) ** 2)"),
    ("mean-absolute-error", "loss = torch.mean(torch.abs(pred - y))"),
    ("mean-absolute-error", "loss = (pred - y).abs().mean()"),
    ("mean-absolute-error", "loss = tf.reduce_mean(tf.abs(pred - y))"),
    ("mean-absolute-error", "loss = jnp.abs(pred - y).mean()"),
    ("mean-absolute-error", "loss = torch.norm(pred - y, p=1)"),
    ("mean-absolute-error", "loss_l1 = K.mean(K.abs(y_true - y_pred))"),
    ("cross-entropy", "loss = -torch.mean(torch.sum(y * torch.log(p), dim=1))"),
    ("cross-entropy", "loss = -tf.reduce_sum(y_ * tf.log(y))"),
    (
        "cross-entropy",
        "loss = tf.reduce_mean(-tf.reduce_sum(y_ * tf.log(y), reduction_indices=[1]))",
    ),
    ("cross-entropy", "loss = -jnp.mean(jnp.sum(jax.nn.log_softmax(logits) * one_hot, axis=-1))"),
    ("cross-entropy", "loss = -jnp.mean(jnp.take_along_axis(log_probs, labels[:, None], axis=-1))"),
    ("cross-entropy", "loss = -log_probs[range(n), y].mean()"),
    ("cross-entropy", "loss = -logprobs[torch.arange(n), targets].mean()"),
    ("cross-entropy", "loss = -(targets * F.log_softmax(logits, dim=1)).sum(1).mean()"),
    ("cross-entropy", "loss = (-target * F.log_softmax(x, dim=-1)).sum(-1)"),
    ("cross-entropy", "cost = -np.sum(Y * np.log(A)) / m"),
    ("cross-entropy", "loss = T.mean(T.nnet.categorical_crossentropy(p, y))"),
    ("binary-cross-entropy", "loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()"),
    ("binary-cross-entropy", "cost = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))"),
    ("adversarial", "D_loss = -tf.reduce_mean(tf.log(D_real) + tf.log(1. - D_fake))"),
    ("wasserstein", "D_loss = tf.reduce_mean(D_real) - tf.reduce_mean(D_fake)"),
    ("wasserstein", "D_loss = -(torch.mean(D_real) - torch.mean(D_fake))"),
    (
        "wasserstein",
        "loss_D = -torch.mean(discriminator(real_imgs)) + torch.mean(discriminator(fake_imgs))",
    ),
    ("wasserstein", "errD = fake_validity.mean() - real_validity.mean()"),
    ("wasserstein", "loss_critic = -(torch.mean(critic_real) - torch.mean(critic_fake)) + 10 * gp"),
    ("hinge", "d_loss = torch.relu(1. - real).mean() + torch.relu(1. + fake).mean()"),
    ("hinge", "loss = torch.mean(torch.clamp(1 - y * out, min=0))"),
    ("hinge", "loss = F.relu(1.0 - out * y).mean()"),
    ("hinge", "loss = np.maximum(0, 1 - y * s).sum()"),
    ("kl-divergence", "KLD = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())"),
    ("kl-divergence", "kl = 0.5 * torch.sum(mu**2 + torch.exp(logvar) - logvar - 1)"),
    ("kl-divergence", "kl_loss = -0.5 * (1 + z_log_var - ops.square(z_mean) - ops.exp(z_log_var))"),
    ("kl-divergence", "kl = torch.distributions.kl_divergence(q, p).mean()"),
    (
        "kl-divergence",
        (
            "latent_loss = 0.5 * tf.reduce_sum(tf.square(mean) + tf.square(std) - "
            "tf.log(tf.square(std)) - 1, 1)"
        ),
    ),
    (
        "kl-divergence",
        "kl = (torch.log(s2 / s1) + (s1 ** 2 + (m1 - m2) ** 2) / (2 * s2 ** 2) - 0.5).sum()",
    ),
    (
        "contrastive",
        (
            "loss = torch.mean((1 - label) * torch.pow(dist, 2) + label * "
            "torch.pow(torch.clamp(margin - dist, min=0.0), 2))"
        ),
    ),
    (
        "contrastive",
        (
            "logits = torch.mm(z1, z2.t()) / temperature\nloss = F.cross_entropy(logits, "
            "torch.arange(n))"
        ),
    ),
    (
        "contrastive",
        'l_neg = torch.einsum("nc,ck->nk", [q, queue])',
    ),
    ("triplet", "loss = F.relu(d_ap - d_an + margin).mean()"),
    ("triplet", "loss = tf.maximum(pos_dist - neg_dist + alpha, 0.0)"),
    ("triplet", "loss = torch.clamp(ap - an + self.margin, min=0).mean()"),
    ("triplet", "losses = F.relu(distance_positive - distance_negative + margin)"),
    ("policy-gradient-loss", "loss = -torch.mean(log_probs * advantages)"),
    ("policy-gradient-loss", "loss = -(log_prob * R).sum()"),
    ("policy-gradient-loss", "policy_loss.append(-log_prob * reward)"),
    ("policy-gradient-loss", "loss = torch.sum(-m.log_prob(action) * reward)"),
    ("policy-gradient-loss", "loss = -m.log_prob(action) * G"),
    (
        "policy-gradient-loss",
        (
            "surr1 = ratio * adv\nsurr2 = torch.clamp(ratio, 1 - eps, 1 + eps) * adv\nloss = "
            "-torch.min(surr1, surr2)"
        ),
    ),
    (
        "policy-gradient-loss",
        "pg_loss = torch.max(-adv * ratio, -adv * torch.clamp(ratio, 0.8, 1.2)).mean()",
    ),
    ("policy-gradient-loss", "loss = tf.reduce_mean(neg_log_prob * vt)"),
    (
        "temporal-difference",
        "target = reward + gamma * q_next.max(1)[0]\nloss = F.mse_loss(q, target)",
    ),
    (
        "temporal-difference",
        "expected_q = r + (1 - done) * 0.99 * next_q.max(1)[0]\nloss = F.mse_loss(q, expected_q)",
    ),
    ("temporal-difference", "q_target = r + GAMMA * q_next.max(1)[0].view(-1, 1)"),
    ("dice", "loss = 1 - (2. * intersection + smooth) / (p.sum() + t.sum() + smooth)"),
    ("dice", "loss = 1 - dice_coef(y_true, y_pred)"),
    ("focal", "loss = -alpha * (1 - pt) ** gamma * torch.log(pt)"),
    ("focal", "focal_loss = alpha * (1 - pt) ** gamma * ce"),
    ("ssim", "loss = 1 - ssim(a, b)"),
    ("huber", "loss = torch.where(d < 1, 0.5 * d ** 2, d - 0.5)"),
    ("negative-log-likelihood", "loss = -dist.log_prob(y).mean()"),
    ("negative-log-likelihood", "loss = -flow.log_prob(x).mean()"),
    ("negative-log-likelihood", "loss = -(logpz + log_det).mean()"),
    (
        "negative-log-likelihood",
        "nll = 0.5 * torch.log(2 * math.pi * var) + (y - mu) ** 2 / (2 * var)",
    ),
    ("negative-log-likelihood", "loss = 0.5 * torch.exp(-log_var) * (y - mu) ** 2 + 0.5 * log_var"),
    ("quantile", "loss = torch.max((q - 1) * err, q * err)"),
    ("cosine", "loss = 1 - F.cosine_similarity(a, b).mean()"),
    ("cosine", "loss = -F.cosine_similarity(p, z.detach(), dim=-1).mean()"),
    ("cosine", "loss = 2 - 2 * (x * y).sum(dim=-1)"),
    ("charbonnier", "loss = torch.sqrt((x - y) ** 2 + eps).mean()"),
    ("log-cosh", "loss = torch.log(torch.cosh(pred - y)).mean()"),
    ("l2-norm", "loss = torch.sqrt(torch.mean((pred - y) ** 2))"),
    ("l2-norm", "loss = torch.norm(pred - y, 2)"),
    ("cycle-consistency", "loss_cycle = F.l1_loss(recovered_A, real_A)"),
    ("cycle-consistency", "cycle_loss = tf.reduce_mean(tf.abs(real - cycled))"),
    ("perceptual", "loss = F.mse_loss(vgg(x), vgg(y))"),
    ("perceptual", "style_loss = F.mse_loss(gram_matrix(a), gram_matrix(b))"),
    ("noise-prediction", "loss = F.mse_loss(noise, model(x_t, t))"),
    ("noise-prediction", "loss = F.mse_loss(eps_theta, eps)"),
    ("noise-prediction", "loss = (e - model(x, t)).square().sum()"),
    ("noise-prediction", "loss = F.mse_loss(predicted, noise)"),
    ("flow-matching", "loss = ((v_pred - (x1 - x0)) ** 2).mean()"),
    ("flow-matching", "target = x1 - x0\nloss = F.mse_loss(v, target)"),
    ("physics-residual", "f = self.net_f(x, t)\nloss_f = torch.mean(f ** 2)"),
    (
        "vector-quantization",
        (
            "loss = F.mse_loss(quantized, inputs.detach()) + 0.25 * "
            "F.mse_loss(quantized.detach(), inputs)"
        ),
    ),
    ("vector-quantization", "codebook_loss = ops.mean((quantized - ops.stop_gradient(x)) ** 2)"),
    ("elbo", "elbo = recon - kl\nloss = -elbo"),
    ("elbo", "loss = recon_loss + kl_loss"),
    ("elbo", "loss = BCE + KLD"),
    ("adversarial", "g_loss = F.binary_cross_entropy(discriminator(fake), valid)"),
    ("adversarial", "G_loss = BCE(D(G(z)), ones)"),
    ("bpr", "loss = -torch.mean(F.logsigmoid(pos_scores - neg_scores))"),
    ("bpr", "loss = -(pos - neg).sigmoid().log().mean()"),
    ("bpr", "loss = torch.mean(F.softplus(neg_scores - pos_scores))"),
    ("si-snr", "loss = -si_snr(est, ref)"),
    ("ctc", "loss = K.ctc_batch_cost(y, p, a, b)"),
    ("preference-loss", "loss = -F.logsigmoid(beta * (pi_logratios - ref_logratios)).mean()"),
    ("preference-loss", "loss = -torch.log(torch.sigmoid(chosen_reward - rejected_reward)).mean()"),
    ("conservative-q-learning", "cql_loss = torch.logsumexp(q, dim=1).mean() - q_a.mean()"),
    ("adversarial", "d_loss = F.softplus(fake_pred).mean() + F.softplus(-real_pred).mean()"),
    ("nce", "loss = -(F.logsigmoid(pos) + F.logsigmoid(-neg).sum(1)).mean()"),
)
OTHERWISE = (  # what must not be taken for it
    ("l2-norm", "rmse = np.sqrt(np.mean((pred - y) ** 2))"),
    ("l2-norm", "val_loss = torch.sqrt(torch.mean((pred - y) ** 2))"),
    ("cosine", "likeness = 1 - F.cosine_similarity(a, b).mean()"),
    ("cycle-consistency", "cycle_loss = 0"),
    ("physics-residual", "loss_f = []"),
    ("wasserstein", "d_loss = criterion(real).mean() + criterion(fake).mean()"),
    ("charbonnier", "dist_loss = torch.sqrt(torch.sum((a - b) ** 2) + eps)"),
    ("noise-prediction", "loss = F.mse_loss(model(noise), y)"),
    ("negative-log-likelihood", "loss = -log_prob * advantage"),
    ("vector-quantization", "loss = F.mse_loss(q, target_q.detach())"),
    ("hinge", "ratio_clipped = torch.clamp(1 - eps, 0.8, 1.2)"),
    ("flow-matching", "width = x1 - x0"),
    ("mean-squared-error", "gp = ((grad_norm - 1) ** 2).mean()"),
)


def losses_of(lines: str) -> set[str]:
    body = "".join(f"    {line}\n" for line in lines.split("\n"))
    text = f"{HEAD}{body}    return 1\n\n\ntrain(1, 2, 3)\n"
    subject = subject_of({"train.py": text}, entry="train.py", role=Role.TRAINING)
    return {a.value for a in stated(subject)[0] if a.facet is Facet.LOSS}


@pytest.mark.parametrize(("loss", "lines"), WRITTEN)
def test_a_loss_is_known_by_its_form(loss: str, lines: str) -> None:
    assert loss in losses_of(lines)


@pytest.mark.parametrize(("loss", "lines"), OTHERWISE)
def test_what_only_looks_alike_is_none(loss: str, lines: str) -> None:
    assert loss not in losses_of(lines)
