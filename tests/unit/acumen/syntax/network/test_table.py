"""Every entry of the tables can be read, though most are read only when they are asked for."""

from __future__ import annotations

from acumen.domain.network import LayerKind
from acumen.syntax.network.table import _sections, function_entry, layer_entry, method_entry


def test_every_entry_is_sound() -> None:
    for section in _sections():
        assert section._texts
        for symbol in section._texts:
            entry = section._entry(symbol)
            assert entry.framework
            assert isinstance(entry.kind, LayerKind)
            assert entry.natives.keys() >= {slot.natives[0] for slot in entry.slots}


def test_the_longest_glob_wins_and_exact_names_come_first() -> None:
    layers = _sections()[0]
    globs = [symbol for symbol in layers._texts if "*" in symbol]
    assert [len(glob) for glob in layers._globs] == sorted(map(len, globs), reverse=True)
    assert layer_entry("torch.nn.Linear") is layer_entry("torch.nn.Linear")
    assert layer_entry("no.such.Layer") is None
    assert layer_entry("torchvision.models.*") is not None  # no name, but it fits itself
    relu = function_entry("torch.relu")
    assert relu is not None
    assert (relu.kind, relu.variant) == (LayerKind.ACTIVATION, "relu")
    assert method_entry("no_such_method") is None
