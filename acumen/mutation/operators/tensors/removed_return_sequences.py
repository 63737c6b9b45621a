"""A recurrent layer gives its last step only to one that wants a sequence."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_item
from acumen.mutation.layers import keras_layers
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import KERAS, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-return-sequences",
    leaves=("tensors.input.format.rnn", "tensors.input.shape.layer"),
    frameworks=KERAS,
    equivalent="no layer that wants a sequence follows",
)


RECURRENT = ("LSTM", "GRU", "SimpleRNN")


def places(original: Original) -> Iterator[Mutation]:
    layers = keras_layers(original, *RECURRENT, "Dense", "Flatten", "TimeDistributed")
    for site, follower in itertools.pairwise(layers):
        recurrent = all(s.qualified.rpartition(".")[2] in RECURRENT for s in (site, follower))
        given = original.argument(site, "return_sequences")
        if recurrent and given is not None and original.text(given.value) == "True":
            edit = without_item(original, site.path, given.node)
            yield mutation(site.path, given.node, [edit], "return_sequences removed")
