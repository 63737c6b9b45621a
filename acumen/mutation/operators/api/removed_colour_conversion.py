"""Images keep the channel order that the reader gave them: the conversion of colours goes."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, unwrapped, without_method
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-colour-conversion",
    leaves=("api.image_decode",),
    frameworks=ANY,
    equivalent="the image is read by something else than PIL or OpenCV",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("convert"):
        given = original.argument(site, "mode", 0)
        edit = without_method(original, site)
        read = "open(" in site.call.callee or original.says(r"Image\.open")
        if edit and given and read and original.text(given.value).strip("\"'") == "RGB":
            yield mutation(site.path, original.node(site), [edit], 'convert("RGB") removed')
    for site in original.meaning("cv2.cvtColor"):
        given = original.argument(site, "src", 0)
        code = original.argument(site, "code", 1)
        if given and code and original.text(code.value).endswith("BGR2RGB"):
            edit = unwrapped(original, site, given)
            yield mutation(site.path, original.node(site), [edit], "BGR2RGB removed")
