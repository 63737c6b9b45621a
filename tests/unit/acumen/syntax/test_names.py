"""Names are followed with bounded effort, whatever a file assigns to what."""

from __future__ import annotations

from acumen.domain.facts import Language, ModuleFacts
from acumen.syntax.names import ModuleNames
from acumen.syntax.reading import read_module


def test_names_that_lead_to_each_other_are_read_in_bounded_time() -> None:
    """Forty attributes, each assigned from all others: 40**24 ways without a memory."""
    lines = ["class A:", "    def run(self):"]
    lines += [
        f"        self.a{i} = self.a{j}.to(self.a{(i + j) % 40}).half()"
        for i in range(40)
        for j in range(40)
    ]
    facts = read_module("\n".join(lines).encode(), Language.PYTHON)
    assert isinstance(facts, ModuleFacts)
    names = ModuleNames(facts)
    assert names.resolve("self.a0.step", at=facts.assignments[-1].start) == ""
