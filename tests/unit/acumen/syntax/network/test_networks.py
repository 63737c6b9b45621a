"""What is read of small programs: order, sizes, weights, and why something is missing."""

from __future__ import annotations

import pytest

from acumen.domain.facts import ClauseKind
from acumen.domain.network import INPUT, Gap, LayerKind, NetworkState, Shape
from acumen.syntax.codec import decode_facts, encode_facts
from acumen.syntax.network import read_networks

from .programs import labels, networks_of, one, program_of

TORCH = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
KERAS = "from keras import layers, models, Input, Model, Sequential\n"


def test_sequential_of_torch() -> None:
    found = one(
        TORCH + "model = nn.Sequential(nn.Linear(784, 32), nn.ReLU(),\n    nn.Linear(32, 10))\n"
    )
    assert labels(found) == ["dense", "activation:relu", "dense"]
    assert found.state is NetworkState.COMPLETE
    assert (found.weights.low, found.weights.exact) == (784 * 32 + 32 + 32 * 10 + 10, True)
    assert found.layers[2].evidence.first_line == 5
    assert found.name == "model"
    assert found.outputs == (2,)


def test_module_with_forward_functionals_and_a_shortcut() -> None:
    found = one(
        TORCH
        + """
class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3, padding=1)
        self.bn = nn.BatchNorm2d(width)
        self.short = nn.Conv2d(3, width, 1, bias=False)
        self.fc = nn.Linear(width * 16 * 16, 10)

    def forward(self, x):
        out = F.relu(self.bn(self.conv(x)))
        out = out + self.short(x)
        out = F.max_pool2d(out, 2)
        out = out.view(out.size(0), -1)
        return F.log_softmax(self.fc(out), dim=1)

Net(4)(torch.randn(2, 3, 32, 32))
"""
    )
    assert labels(found) == [
        "conv2d", "batch-norm:2d", "activation:relu", "conv2d", "add", "max-pool:2d", "reshape",
        "dense", "activation:log-softmax",
    ]  # fmt: skip
    conv, add, flat = found.layers[0], found.layers[4], found.layers[6]
    assert conv.input_shape == Shape((None, 3, 32, 32))
    assert conv.output_shape == Shape((None, 4, 32, 32))
    assert add.inputs == (2, 3)
    assert found.layers[3].inputs == (INPUT,)
    assert flat.output_shape == Shape((None, 4 * 16 * 16))
    assert found.weights.low == 3 * 4 * 9 + 4 + 8 + 12 + 1024 * 10 + 10
    assert found.weights.exact
    assert found.depth == 2


def test_nested_modules_lists_and_helpers() -> None:
    found = one(
        TORCH
        + """
class Block(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(a, b), nn.Tanh())
    def forward(self, x):
        return self.body(x)

class Net(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.blocks = nn.ModuleList([Block(8, 8) for _ in range(3)])
        self.tail = self._make(cfg)
    def _make(self, cfg):
        layers = []
        before = 8
        for width in cfg:
            layers += [nn.Linear(before, width), nn.ReLU(inplace=True)]
            before = width
        return nn.Sequential(*layers)
    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.tail(x)

def build():
    return Net([4, 2])
"""
    )
    assert found.name == "Net"
    assert labels(found)[-4:] == ["dense", "activation:relu"] * 2
    assert [layer.name for layer in found.layers[:3]] == [
        "blocks.0.body.0", "blocks.0.body.1", "blocks.1.body.0",
    ]  # fmt: skip
    assert found.weights.low == 3 * 72 + 36 + 10


def test_a_shared_layer_has_its_weights_once() -> None:
    found = one(
        TORCH
        + """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
    def forward(self, x):
        return self.fc(self.fc(x))
"""
    )
    assert [layer.first_use for layer in found.layers] == [0, 0]
    assert found.weights.low == 20


def test_options_and_constants_reach_the_layers() -> None:
    found = one(
        TORCH
        + """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--hidden-size", type=int, default=128)
args = parser.parse_args()
CLASSES = 5 * 2

class Net(nn.Module):
    def __init__(self, hidden, classes=CLASSES):
        super().__init__()
        self.fc = nn.Linear(28 * 28, hidden)
        self.out = nn.Linear(hidden, classes)
    def forward(self, x):
        return self.out(torch.relu(self.fc(x)))

model = Net(args.hidden_size)
"""
    )
    assert found.layers[0].setting("units").value == 128
    assert found.layers[2].setting("units").value == 10
    assert not found.layers[0].setting("nothing").known


def test_unknown_sizes_stay_unknown() -> None:
    found = one(
        TORCH
        + """
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, 10)
    def forward(self, x):
        return self.fc(x)
"""
    )
    assert found.state is NetworkState.COMPLETE
    assert not found.layers[0].setting("in_units").known
    assert (found.weights.low, found.weights.high) == (0, None)


@pytest.mark.parametrize(
    ("body", "gap"),
    [
        ("for _ in range(n):\n            x = self.fc(x)", Gap.LOOP),
        ("if x.sum() > n:\n            x = self.fc(x)", Gap.BRANCH),
        ("x = n(self.fc(x))", Gap.CALL),
        ("x = self.many(x)", Gap.REPEATS),
    ],
)
def test_what_cannot_be_followed_is_a_reason(body: str, gap: Gap) -> None:
    found = one(
        TORCH
        + f"""
class Net(nn.Module):
    def __init__(self, k):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.many = nn.Sequential(*[nn.Linear(4, 4) for _ in range(k)])
    def forward(self, x, n):
        {body}
        return x

def train(model, n, k):
    y = Net(k)(torch.zeros(1, 4), n)
"""
        if gap is not Gap.CALL
        else TORCH
        + f"""
class Net(nn.Module):
    def __init__(self, k, n):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.n = n
    def forward(self, x):
        {body.replace("n(", "self.n(")}
        return x
"""
    )
    assert found.state is NetworkState.PARTIAL
    assert {missing.gap for missing in found.missing} == {gap}
    assert found.weights.high is None


def test_a_condition_that_is_known_is_no_branch() -> None:
    found = one(
        TORCH
        + """
class Net(nn.Module):
    def __init__(self, norm=None, deep=True):
        super().__init__()
        self.norm = norm
        if deep and norm is None:
            self.fc = nn.Linear(2, 3)
        else:
            self.fc = nn.Linear(2, 4)
    def forward(self, x):
        x = self.fc(x)
        if self.norm is not None:
            x = self.norm(x)
        return x
"""
    )
    assert found.state is NetworkState.COMPLETE
    assert found.layers[0].setting("units").value == 3


def test_recurrent_layers_give_pairs() -> None:
    found = one(
        TORCH
        + """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(100, 16)
        self.lstm = nn.LSTM(16, 32, num_layers=2, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(64, 2)
    def forward(self, x):
        out, (h, c) = self.lstm(self.embed(x))
        return self.fc(out[:, -1])
"""
    )
    assert labels(found) == ["embedding", "lstm", "dense"]
    first = 2 * 4 * 32 * (16 + 32 + 2)
    second = 2 * 4 * 32 * (64 + 32 + 2)
    assert found.layers[1].weights.low == first + second
    assert found.layers[2].inputs == (1,)


def test_modules_of_other_files_and_backbones() -> None:
    found = one(
        TORCH
        + """
from parts import Head
import torchvision.models as zoo
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = zoo.resnet18(pretrained=True)
        self.head = Head(512)
    def forward(self, x):
        return self.head(self.body(x))
""",
        parts="import torch.nn as nn\nclass Head(nn.Module):\n    def __init__(self, n):\n"
        "        super().__init__()\n        self.fc = nn.Linear(n, 2)\n"
        "    def forward(self, x):\n        return self.fc(x)\n",
    )
    assert labels(found) == ["backbone", "dense"]
    assert found.layers[1].evidence.path == "parts.py"
    assert found.layers[0].symbol == "torchvision.models.resnet18"


def test_sequential_of_keras_by_list_and_by_add() -> None:
    listed, added = networks_of(
        KERAS
        + """
first = Sequential([layers.Input(shape=(28, 28, 1)), layers.Conv2D(32, 3, activation="relu"),
                    layers.MaxPooling2D(2), layers.Flatten(), layers.Dense(10, "softmax")])
second = models.Sequential()
second.add(layers.Dense(16, activation="relu", input_shape=(20,)))
second.add(layers.Dense(1, activation="sigmoid"))
"""
    )
    assert labels(listed)[-6:] == [
        "conv2d", "activation:relu", "max-pool:2d", "flatten", "dense", "activation:softmax",
    ]  # fmt: skip
    assert listed.layers[-3].output_shape == Shape((None, 13 * 13 * 32))
    assert listed.weights.low == 320 + 5408 * 10 + 10
    assert (added.name, added.weights.low) == ("second", 20 * 16 + 16 + 17)
    assert added.layers[-1].label == "activation:sigmoid"


def test_functional_model_with_two_inputs() -> None:
    found = one(
        KERAS
        + """
def build(units=4):
    a = Input(shape=(8,))
    b = Input(shape=(3,))
    both = layers.concatenate([layers.Dense(units)(a), b])
    unused = layers.Dense(99)(a)
    out = layers.Dense(1, name="out")(both)
    return Model([a, b], out)

model = build()
"""
    )
    assert labels(found) == ["input", "input", "dense", "concat", "dense"]
    assert found.layers[3].output_shape == Shape((None, 7))
    assert found.layers[3].inputs == (2, 1)
    assert found.weights.low == 8 * 4 + 4 + 8


def test_keras_model_class_and_old_names() -> None:
    (found,) = networks_of(
        """
import tensorflow as tf
class Net(tf.keras.Model):
    def __init__(self):
        super(Net, self).__init__()
        self.conv = tf.keras.layers.Convolution2D(8, 3, 3, border_mode="same")
        self.drop = tf.keras.layers.Dropout(0.5)
        self.rnn = tf.keras.layers.Bidirectional(tf.keras.layers.LSTM(5))
    def call(self, x, training=False):
        x = tf.nn.relu(self.conv(x))
        if training:
            x = self.drop(x)
        return self.rnn(x)
"""
    )
    assert labels(found) == ["conv2d", "activation:relu", "dropout", "lstm"]
    assert found.layers[0].setting("kernel_size").value == (3, 3)
    assert found.layers[3].setting("bidirectional").value is True
    assert found.framework == "keras"


def test_flax_and_haiku() -> None:
    compact = one(
        """
import flax.linen as nn
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.Conv(features=8, kernel_size=(3, 3))(x)
        x = nn.relu(x)
        x = x.reshape((x.shape[0], -1))
        return nn.Dense(features=10)(x)
"""
    )
    assert labels(compact) == ["conv2d", "activation:relu", "reshape", "dense"]
    assert not compact.channels_first
    pure = one(
        "import haiku as hk\nimport jax\n"
        "def forward(x):\n    x = hk.Linear(32)(x)\n    return hk.Linear(10)(jax.nn.relu(x))\n"
        "net = hk.transform(forward)\n"
    )
    assert labels(pure) == ["dense", "activation:relu", "dense"]
    assert pure.framework == "haiku"


def test_transposed_convolutions_and_normalisation() -> None:
    found = one(
        TORCH
        + """
G = nn.Sequential(nn.ConvTranspose2d(100, 64, 4, 1, 0, bias=False), nn.BatchNorm2d(64),
    nn.LeakyReLU(0.2), nn.ConvTranspose2d(64, 3, 4, 2, 1), nn.Tanh())
G(torch.randn(16, 100, 1, 1))
"""
    )
    assert found.layers[0].output_shape == Shape((None, 64, 4, 4))
    assert found.layers[3].output_shape == Shape((None, 3, 8, 8))
    assert found.layers[2].setting("negative_slope").value == 0.2
    assert found.weights.low == 100 * 64 * 16 + 128 + 64 * 3 * 16 + 3


def test_long_containers_are_read_though_facts_cut_them() -> None:
    rows = ",\n    ".join(f"nn.Linear({n}, {n + 1}), nn.ReLU()" for n in range(1, 120))
    found = one(TORCH + f"net = nn.Sequential(\n    {rows},\n)\n")
    assert len(found.layers) == 238
    assert found.layers[-2].setting("units").value == 120
    assert found.layers[-1].kind is LayerKind.ACTIVATION
    assert found.layers[-1].evidence.first_line == 4 + 119


def test_a_network_that_a_trainer_holds_is_one_of_its_own() -> None:
    found = one(
        TORCH
        + """
class Net(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = nn.Conv2d(channels, 8, 3)

    def forward(self, x):
        return F.relu(self.first(x))

class Trainer:
    def __init__(self, options):
        if options.wide:
            self.model = Net(9)
        else:
            self.model = Net(3)
        self.model = self.model.cuda()

    def train(self, loader):
        for x in loader:
            self.model(x)

Trainer(options).train([])
"""
    )
    assert (found.name, labels(found)) == ("Net", ["conv2d", "activation:relu"])


def test_a_program_without_networks_has_none() -> None:
    assert networks_of("import os\nprint(os.getcwd())\n") == ()
    assert networks_of(TORCH + "x = torch.zeros(3)\n") == ()


def test_a_program_keeps_its_networks() -> None:
    program = program_of(TORCH + "net = nn.Sequential(nn.Linear(2, 3))\n")
    assert program.networks is program.networks
    assert program.networks == read_networks(program)


def test_clauses_and_returns_are_facts() -> None:
    facts = program_of(
        "def f(x):\n    if x:\n        return a, b\n    elif x is None: return\n    else:\n"
        "        y = 1\n    try:\n        z = 2\n    except (A, B) as e:\n        pass\n"
        "    return (x\n        + 2)\n"
    ).modules["main.py"]
    assert [(c.kind, c.header, c.first_line) for c in facts.clauses] == [
        (ClauseKind.ELIF, "x is None", 4), (ClauseKind.ELSE, "", 5),
        (ClauseKind.EXCEPT, "(A, B) as e", 9),
    ]  # fmt: skip
    assert facts.clauses[0].owner == facts.clauses[1].owner == facts.blocks[0].start
    assert [(r.value, r.line) for r in facts.returns] == [
        ("a, b", 3), ("", 4), ("(x\n        + 2)", 11),
    ]  # fmt: skip
    assert decode_facts(encode_facts(facts)) == facts


def test_tied_weights_are_not_counted_as_own() -> None:
    found = one(
        TORCH
        + """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(10, 4)
        self.out = nn.Linear(4, 10, bias=False)
        self.out.weight = self.embed.weight
    def forward(self, x):
        return self.out(self.embed(x))
"""
    )
    assert (found.weights.low, found.weights.high) == (40, 80)


def test_trained_tensors_and_functions_on_the_input_are_layers() -> None:
    found = one(
        TORCH
        + """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(7))
    def forward(self, x):
        return torch.neg(x) * self.scale
"""
    )
    assert labels(found) == ["custom", "parameter", "multiply"]
    assert found.layers[1].weights.low == found.layers[1].weights.high == 7


def test_a_layer_that_is_given_something_unknown_is_a_reason() -> None:
    found = one(
        KERAS
        + "from elsewhere import start\nx = layers.Dense(3)(start().output)\n"
        + "y = layers.Dense(2)(x)\nmodel = Model(Input((3,)), y)\n"
    )
    assert {missing.gap for missing in found.missing} == {Gap.CALL}


def test_parts_that_a_class_is_given_are_read_by_their_annotation() -> None:
    found = networks_of(
        TORCH
        + """
class Attention(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.query = nn.Linear(size, 8)

    def forward(self, x):
        return self.query(x)


class Block(nn.Module):
    def __init__(self, *, size: int, attention: Attention, loop: "Block" = None):
        super().__init__()
        self.attention = attention
        self.out = nn.Linear(8, 4)

    def forward(self, x):
        return self.out(self.attention(x))
"""
    )
    block = next(network for network in found if network.name == "Block")
    assert labels(block) == ["dense", "dense"]
    assert block.state is NetworkState.COMPLETE
    assert (block.weights.low, block.weights.exact) == (36, False)
