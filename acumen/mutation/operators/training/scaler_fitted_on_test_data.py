"""A scaler is fitted anew on the test data: ``transform`` becomes ``fit_transform``."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="scaler-fitted-on-test-data",
    leaves=("training.valid.split", "training.prep.wrong", "training.data.overlap"),
    frameworks=ANY,
    equivalent="the object keeps nothing of what it was fitted on",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("transform"):
        given = original.arguments(site)
        callee = original.node(site).child_by_field_name("function")
        name = None if callee is None else callee.child_by_field_name("attribute")
        scaler = "scaler" in site.call.callee.lower() or site.qualified.startswith("sklearn.")
        if name is None or not given or not scaler:
            continue
        if "test" in original.text(given[0].value).lower():
            edit = replaced(name, "fit_transform")
            yield mutation(site.path, name, [edit], f"{site.call.callee} became fit_transform")
