"""A model as its program writes it down: which layers, in which order, of which sizes.

Nothing here is guessed. What the text of the program does not say is unknown, and a network that
could only be read in part says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from acumen.domain.evidence import Evidence

Value = str | int | float | bool | None | tuple["Value", ...]

INPUT = -1
"""Stands for the network's own input among :attr:`Layer.inputs`."""


class LayerKind(StrEnum):
    """What a layer does, under one name for all frameworks."""

    ACTIVATION = "activation"  # which one: Layer.variant
    ADD = "add"
    ATTENTION = "attention"
    AUGMENTATION = "augmentation"
    AVG_POOL = "avg-pool"
    BACKBONE = "backbone"  # a model of a library, closed to this reading
    BATCH_NORM = "batch-norm"
    CONCAT = "concat"
    CONV1D = "conv1d"
    CONV2D = "conv2d"
    CONV3D = "conv3d"
    CONV1D_TRANSPOSE = "conv1d-transpose"
    CONV2D_TRANSPOSE = "conv2d-transpose"
    CONV3D_TRANSPOSE = "conv3d-transpose"
    CROP = "crop"
    CUSTOM = "custom"  # a layer of the program, or of a library, that is not taken apart
    DENSE = "dense"
    DEPTHWISE_CONV2D = "depthwise-conv2d"
    DOT = "dot"
    DROPOUT = "dropout"
    EMBEDDING = "embedding"
    FLATTEN = "flatten"
    GLOBAL_AVG_POOL = "global-avg-pool"
    GLOBAL_MAX_POOL = "global-max-pool"
    ADAPTIVE_POOL = "adaptive-pool"
    GRAPH_CONV = "graph-conv"
    GROUP_NORM = "group-norm"
    GRU = "gru"
    IDENTITY = "identity"
    INPUT = "input"
    INSTANCE_NORM = "instance-norm"
    LAMBDA = "lambda"
    LAYER_NORM = "layer-norm"
    LOSS = "loss"
    LSTM = "lstm"
    MASKING = "masking"
    MATMUL = "matmul"
    MAX_POOL = "max-pool"
    MULTIPLY = "multiply"
    NOISE = "noise"
    PAD = "pad"
    PARAMETER = "parameter"  # a bare tensor that is trained
    PERMUTE = "permute"
    POSITIONAL = "positional-encoding"
    PREPROCESSING = "preprocessing"
    REDUCE = "reduce"
    REPEAT = "repeat"
    RESHAPE = "reshape"
    RNN = "rnn"
    SEPARABLE_CONV = "separable-conv"
    SPECTRAL_NORM = "spectral-norm"
    TRANSFORMER = "transformer"
    UPSAMPLE = "upsample"


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a tensor; ``None`` is a size that is not known, the batch among them.

    ``open`` shapes say only the last sizes: any number of others may stand in front.
    Of channels-first tensors the order is (batch, channels, ...), else (batch, ..., channels).
    """

    dims: tuple[int | None, ...]
    open: bool = False

    def __str__(self) -> str:
        shown = ["..."] if self.open else []
        shown += ["?" if size is None else str(size) for size in self.dims]
        return f"({', '.join(shown)})"


UNKNOWN_SHAPE = Shape((), open=True)


@dataclass(frozen=True, slots=True)
class Setting:
    """One argument of a layer under its canonical name; ``text`` is what the program writes.

    A default of the framework has the text "".
    """

    name: str
    known: bool
    value: Value = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """How many trained numbers: exact where ``low == high``; ``high`` None has no known limit."""

    low: int = 0
    high: int | None = 0

    def __post_init__(self) -> None:
        if self.low < 0 or (self.high is not None and self.high < self.low):
            raise ValueError(f"want 0 <= low <= high, got {self.low}..{self.high}")

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def plus(self, other: Weights) -> Weights:
        high = None if self.high is None or other.high is None else self.high + other.high
        return Weights(self.low + other.low, high)


UNKNOWN_WEIGHTS = Weights(0, None)


@dataclass(frozen=True, slots=True)
class Layer:
    """One use of a layer. A layer that is used twice stands twice and has its weights once."""

    index: int  # its place in Network.layers
    kind: LayerKind
    variant: str  # "relu" of an activation, "sum" of a reduction; "" where there is only one
    symbol: str  # qualified, as the framework spells it: "torch.nn.Conv2d"; ".Name" is own code
    name: str  # where the program keeps it: "features.0", "fc1"; "" for a function
    settings: tuple[Setting, ...]  # by name
    inputs: tuple[int, ...]  # indices of the layers it reads, INPUT for the network's own
    input_shape: Shape  # of its first input, as what comes before gives it
    output_shape: Shape
    weights: Weights
    first_use: int  # index of the first use of the same layer; its own index otherwise
    module: str  # class or function whose code uses it; "" for a script
    evidence: Evidence  # where it is made
    used_at: Evidence

    def setting(self, name: str) -> Setting:
        """The setting of that name; an unknown one if the layer has none."""
        for found in self.settings:
            if found.name == name:
                return found
        return Setting(name, known=False)

    @property
    def label(self) -> str:
        """``activation:relu``, ``conv2d``."""
        return f"{self.kind}:{self.variant}" if self.variant else str(self.kind)


_DEEP = frozenset(
    {
        LayerKind.DENSE, LayerKind.CONV1D, LayerKind.CONV2D, LayerKind.CONV3D,
        LayerKind.CONV1D_TRANSPOSE, LayerKind.CONV2D_TRANSPOSE, LayerKind.CONV3D_TRANSPOSE,
        LayerKind.DEPTHWISE_CONV2D, LayerKind.SEPARABLE_CONV, LayerKind.EMBEDDING,
        LayerKind.LSTM, LayerKind.GRU, LayerKind.RNN, LayerKind.ATTENTION,
        LayerKind.TRANSFORMER, LayerKind.GRAPH_CONV,
    }
)  # fmt: skip
"""Kinds that count for a network's depth."""


class NetworkState(StrEnum):
    COMPLETE = "complete"
    PARTIAL = "partial"


class Gap(StrEnum):
    """Why a network is read in part."""

    BRANCH = "branch"  # a condition that cannot be decided chooses between layers
    BUDGET = "budget"  # larger than this reading goes
    CALL = "unknown-call"  # something that cannot be followed is done with a tensor
    CYCLE = "cycle"  # calls inside of calls without end
    DYNAMIC = "dynamic"  # layers are chosen by a computed name
    LOOP = "loop"  # the number of rounds is not known; one is shown
    REPEATS = "repeats"  # the number of equal layers is not known; one is shown
    UNUSED = "no-forward"  # layers are made, but what uses them is not seen


_ONLY_MORE = frozenset({Gap.BUDGET, Gap.CALL, Gap.UNUSED})
"""Gaps that hide layers but show none that may not be there."""


@dataclass(frozen=True, slots=True, order=True)
class Missing:
    """One reason for which a network is partial."""

    gap: Gap
    detail: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Network:
    """The layers of one model in order of use; ``inputs`` of a layer always come before it."""

    name: str  # class, function or variable
    framework: str  # "pytorch", "keras", "flax", "haiku"
    path: str
    layers: tuple[Layer, ...]
    outputs: tuple[int, ...]  # layers whose results the model gives
    state: NetworkState
    missing: tuple[Missing, ...]  # () if complete
    evidence: Evidence  # of the class, function or call that makes it
    channels_first: bool

    def __post_init__(self) -> None:
        if (self.state is NetworkState.COMPLETE) == bool(self.missing):
            raise ValueError("a partial network has a reason, a complete one has none")
        for place, layer in enumerate(self.layers):
            if layer.index != place or any(not INPUT <= i < place for i in layer.inputs):
                raise ValueError(f"layer {place} reads {layer.inputs}")

    @property
    def weights(self) -> Weights:
        """Of all layers. Of a partial network nothing is certain but that there may be more:
        a branch or a round that is shown may be one that is not taken.
        """
        total = Weights()
        for layer in self.layers:
            total = total.plus(layer.weights)
        if self.state is NetworkState.COMPLETE:
            return total
        sure = all(missing.gap in _ONLY_MORE for missing in self.missing)
        return Weights(total.low if sure else 0, None)

    @property
    def depth(self) -> int:
        """Layers with weights on the longest way through the network."""
        depths: list[int] = []
        for layer in self.layers:
            before = max((depths[i] for i in layer.inputs if i >= 0), default=0)
            depths.append(before + (layer.kind in _DEEP))
        return max(depths, default=0)
