"""String literals of a program, with the name that each was given under.

``compile(optimizer="adam")``, ``add_argument("--dataset", default="cifar10")``,
``load_dataset("imdb")`` and ``DATASET = "imdb"`` all name something; the same word in a print
names nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

from acumen.attributes.conditions import Condition, compared
from acumen.attributes.naming import loads_by_name, speaks_of
from acumen.attributes.signs import SignKind
from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Assignment, Definition, ModuleFacts
from acumen.syntax.arguments import split_arguments
from acumen.syntax.program import ResolvedCall

_LITERAL: Final = r"(?P<quote>['\"])(?P<text>[^'\"\\\n]{2,120})(?P=quote)"
_TOKEN: Final = re.compile(
    rf"{_LITERAL}|(?P<comment>#[^\n]*)|(?P<label>[A-Za-z_]\w*)\s*=(?!=)|(?P<open>[\[({{])|(?P<close>[\])}}])|(?P<comma>,)"
)
_PLAIN: Final = re.compile(_LITERAL)
_TEXT: Final = r"['\"]([^'\"\\\n]{1,120})['\"]"
_PAIR: Final = re.compile(rf"{_TEXT}\s*:\s*{_TEXT}")  # of a dictionary
_PARAMETER: Final = re.compile(rf"(\w+)\s*(?::[^,=]{{1,60}})?=\s*{_TEXT}")
_STEPS: Final = re.compile(r"\w+")  # of ``config["data"].name``
_ASPECTS: Final = frozenset({"name", "type", "kind", "id", "key"})  # of what stands before
_NAMES_KINDS: Final = re.compile(  # ``DATASETS``, ``model_dict``: from names to what is built
    r"(?i)_*(?P<what>[a-z_]*?(dataset|data|processor|env|model|net|network|arch|optim|optimizer|loss|criterion)e?)"
    r"(s|_?(dict|map|zoo|registry|factory|classes|types|fns))+_*"
)
_OF_TASKS: Final = "processor"  # ``processors = {"mrpc": MrpcProcessor}`` reads data sets
FIRST_KEYS: Final = re.compile(r"[{,]\s*['\"]([^'\"\\\n]{2,60})['\"]\s*:\s*(?!['\"{\[\d])")
_SETTINGS: Final = re.compile(
    r"(^|/)(config|cfg|conf|configs|params|hparams|hyperparams|hyperparameters|settings|options?|opts?"
    r"|args|arguments|constants?|defaults?)\.py$"
)
_FIELD: Final = re.compile(  # ``field(default="cifar10")``
    rf"(?:\w+\.)*[Ff]ield\((?:.{{0,200}}?\bdefault\s*=)?\s*{_TEXT}", re.DOTALL
)
_ALTERNATIVES: Final = re.compile(r"[\w.-]{2,40}")
_HELP: Final = re.compile(r"\b(?:help|help_text|description)\s*=\s*(.{2,600})", re.DOTALL)
_LISTED: Final = re.compile(  # ``{mnist, svhn}``, ``mnist | svhn``, ``mnist/svhn``
    r"['\"]?[\w.-]{2,40}['\"]?(?:\s*(?:,|\||;|\bor\b|\band\b)+\s*['\"]?[\w.-]{2,40}['\"]?)+"
)
_REMARK: Final = re.compile(r"#[^\n]*")
_ANY_TEXT: Final = re.compile(_TEXT)
_ADDRESS: Final = re.compile(r"^(?:https?://[^/]{1,80}/?|\.{0,2}/|~/)")
_BACKSLASHES: Final = re.compile(r"\\+")
_RAW: Final = re.compile(r"[rR](?P<quote>['\"])(?P<text>[^'\"\n]{2,120})(?P=quote)")
_READERS: Final = ("pandas.", "numpy.", "scipy.", "keras.", "tensorflow.", "torchvision.")
_PATH_SLASHES: Final = 2  # one slash alone stands between an owner and a name
_SHORT_PATH: Final = re.compile(  # ``data/conll03``, ``config/coco.data``
    r"(?i)(data|data_?sets?|inputs?|corpus|corpora|raw|images?)/\S+|[\w.-]+/[\w.-]+\.[a-z]\w{1,5}"
)
_HOLDS_DATA: Final = re.compile(  # the ending of a file of examples
    r"\.(csv|tsv|txt|pkl|pickle|np[yz]|mat|h5|hdf5|jsonl?|gz|zip|tar|tgz|dat|data|parquet|arrow|mtx|edges)$"
)
_FIRST_WORD: Final = re.compile(r"([A-Za-z][A-Za-z0-9]{3,})[_-]")  # ``cora`` of ``cora_edges``
_PLACES: Final = ("optimizer", "loss")  # of what ``compile`` is given
_MOST_LITERALS: Final = 2000  # per program


@dataclass(frozen=True, slots=True)
class NamedLiteral:
    """``label`` is the keyword, option or variable that the text was given under, or ``""``."""

    text: str
    label: str  # lower case, "-" as "_", without leading dashes
    callee: str  # qualified name of the call around it, or ""
    in_entry: bool
    evidence: Evidence

    @property
    def readings(self) -> tuple[str, ...]:
        """The text, and of an address or a path the names of its folders and of its file."""
        text = _BACKSLASHES.sub("/", self.text)
        path = (
            _ADDRESS.match(text) or text.count("/") >= _PATH_SLASHES or _SHORT_PATH.fullmatch(text)
        )
        if not path and not self.callee.startswith(_READERS):
            return (self.text,)
        pieces = [piece for piece in _ADDRESS.sub("", text).split("/") if piece]
        stems = [stem for piece in pieces if (stem := piece.partition(".")[0]) != piece]
        of_data = _HOLDS_DATA.search(text) is not None
        firsts = [first[1] for s in stems[-1:] if of_data and (first := _FIRST_WORD.match(s))]
        return tuple(dict.fromkeys((self.text, *pieces, *stems, *firsts)))

    def kind_for(self, facet: Facet) -> SignKind | None:
        """What kind of sign for ``facet`` this is; None if it is none."""
        if self.callee and loads_by_name(facet, self.callee):
            return SignKind.NAMED
        if self.label and speaks_of(facet, self.label):
            return SignKind.DEFAULT
        unnamed = not self.label or self.text.startswith("http")
        if self.in_entry and unnamed and facet in {Facet.DATASET, Facet.ARCHITECTURE}:
            return SignKind.STRING
        return None


def named_literals(
    entry: str,
    facts: ModuleFacts,
    calls: Iterable[ResolvedCall],
    *,
    headers: Iterable[tuple[str, Definition]] = (),
    settings: Iterable[tuple[str, Assignment]] = (),
    conditions: Iterable[tuple[str, Condition]] = (),
    long_values: Iterable[tuple[int, str]] = (),
) -> tuple[NamedLiteral, ...]:
    """Literals of the program, each once.

    Read are the reached ``calls``, the parameters in reached ``headers``, the plain texts that
    ``settings`` of other modules assign, the reached ``conditions`` that compare a name with texts,
    and the assignments of the entry; ``long_values`` are those of which the facts hold only the
    beginning, each with its first line.
    """
    found: dict[NamedLiteral, None] = {}
    for literal in chain(
        _literals(entry, facts, calls),
        _defaults(entry, headers),
        _settings(settings),
        _compared(entry, conditions),
        _pairs_of(entry, long_values),
    ):
        found[literal] = None
        if len(found) >= _MOST_LITERALS:
            break
    return tuple(found)


def _literals(
    entry: str, facts: ModuleFacts, calls: Iterable[ResolvedCall]
) -> Iterator[NamedLiteral]:
    for assignment in facts.assignments:
        if "'" not in assignment.value and '"' not in assignment.value:
            continue
        label = _place(assignment.target)
        where = Evidence(entry, assignment.line, assignment.line)
        yield from _kinds(assignment, where, in_entry=True)
        raw = _RAW.fullmatch(assignment.value)
        text = raw["text"] if raw is not None else plain_text(assignment)
        if text:
            yield NamedLiteral(text, label, "", True, where)
        elif assignment.value[:1] in "[({":
            for match in _PLAIN.finditer(assignment.value):
                yield NamedLiteral(match["text"], "", "", True, where)
            for key, value in _PAIR.findall(assignment.value):
                yield NamedLiteral(value, _label(key.rpartition(".")[2]), "", True, where)
    for call in calls:
        arguments = call.call.arguments
        if "'" not in arguments and '"' not in arguments:
            continue
        where = call.lines
        callee = call.qualified if not call.qualified.startswith(".") else ""
        option = call.call.callee.endswith(("add_argument", ".option", "DEFINE_string", "flag"))
        for text, label in _compiled(arguments) if call.call.callee.endswith(".compile") else ():
            yield NamedLiteral(text, label, "", call.path == entry, where)
        for text, label in _labelled(arguments, option=option):
            yield NamedLiteral(text, label, callee, call.path == entry, where)
        for text, label in _explained(arguments) if option and "help" in arguments else ():
            yield NamedLiteral(text, label, "", call.path == entry, where)
        for key, value in _PAIR.findall(arguments) if "{" in arguments else ():
            label = _label(key.rpartition(".")[2])
            yield NamedLiteral(value, label, "", call.path == entry, where)


def _defaults(entry: str, headers: Iterable[tuple[str, Definition]]) -> Iterator[NamedLiteral]:
    for path, definition in headers:
        where = Evidence(path, definition.first_line, definition.first_line)
        for name, text in _PARAMETER.findall(definition.header):
            yield NamedLiteral(text, _label(name), "", path == entry, where)


def sets_options(path: str) -> bool:
    """Whether a module is named after what it holds: the settings of a program."""
    return _SETTINGS.search(path) is not None


def names_kinds(assignment: Assignment) -> bool:
    """Whether an assignment is a table from names to classes or functions."""
    return assignment.value[:1] == "{" and _NAMES_KINDS.fullmatch(assignment.target) is not None


def _kinds(assignment: Assignment, where: Evidence, *, in_entry: bool) -> Iterator[NamedLiteral]:
    """The names of ``DATASETS = {"cifar10": load_cifar, ...}``, each of which can be chosen."""
    table = _NAMES_KINDS.fullmatch(assignment.target) if assignment.value[:1] == "{" else None
    if table is not None:
        label = _label(table["what"].strip("_").replace(_OF_TASKS, "dataset"))
        for name in FIRST_KEYS.findall(_REMARK.sub("", assignment.value)):
            yield NamedLiteral(name, label, "", in_entry, where)


def _settings(settings: Iterable[tuple[str, Assignment]]) -> Iterator[NamedLiteral]:
    """``conf.optimizer = "AdamW"`` in a helper, what a module of settings sets, and tables of what
    can be chosen.
    """
    for path, assignment in settings:
        yield from _kinds(
            assignment, Evidence(path, assignment.line, assignment.line), in_entry=False
        )
        text = plain_text(assignment)
        if text:
            label = _place(assignment.target)
            where = Evidence(path, assignment.line, assignment.line)
            yield NamedLiteral(text, label, "", False, where)


def plain_text(assignment: Assignment) -> str:
    """The text that an assignment gives, also as the default of a field; "" if it gives none."""
    whole = _PLAIN.fullmatch(assignment.value)
    if whole is not None:
        return str(whole["text"])
    field = _FIELD.match(assignment.value) if "ield(" in assignment.value[:40] else None
    return str(field[1]) if field is not None else ""


def _compared(entry: str, conditions: Iterable[tuple[str, Condition]]) -> Iterator[NamedLiteral]:
    """``if args.dataset in ["imagenet", "lfw"]``: what an option may be is said by what it does."""
    for path, condition in conditions:
        where = Evidence(path, condition.line, condition.line)
        for name, text in compared(condition.text):
            yield NamedLiteral(text, _place(name), "", path == entry, where)


def _pairs_of(entry: str, long_values: Iterable[tuple[int, str]]) -> Iterator[NamedLiteral]:
    """What a long dictionary holds under names: ``{..., "loss": "mse"}``."""
    for first_line, value in long_values:
        for found in _PAIR.finditer(value):
            line = first_line + value.count("\n", 0, found.start())
            yield NamedLiteral(found[2], _label(found[1]), "", True, Evidence(entry, line, line))


@lru_cache(maxsize=1 << 12)
def _compiled(arguments: str) -> tuple[tuple[str, str], ...]:
    """``compile("adam", "mse")``: what the first two are is said by their place alone."""
    found = []
    for argument, label in zip(split_arguments(arguments), _PLACES, strict=False):
        whole = _PLAIN.fullmatch(argument.text)
        if argument.name or whole is None:
            break
        found.append((whole["text"], label))
    return tuple(found)


@lru_cache(maxsize=1 << 12)
def _explained(arguments: str) -> tuple[tuple[str, str], ...]:
    """What an option's help lists: ``help="cora, citeseer or pubmed"`` names three data sets."""
    names = [text for text in _ANY_TEXT.findall(arguments[:200]) if text.startswith("-")]
    found = _HELP.search(arguments)
    if not names or found is None:
        return ()
    label = _label(max(names, key=len))
    return tuple(
        (word.strip("."), label)
        for listed in _LISTED.findall(found[1])
        for word in _ALTERNATIVES.findall(listed)
    )


@lru_cache(maxsize=1 << 14)
def _labelled(arguments: str, *, option: bool) -> tuple[tuple[str, str], ...]:
    return tuple(_each_labelled(arguments, option=option))


def _each_labelled(arguments: str, *, option: bool) -> Iterator[tuple[str, str]]:
    """Literals of this call itself (not of calls inside it) with their keywords.

    Of an option's declaration (``add_argument``) the default and the choices count, under its name.
    """
    label = ""
    depth = 0
    opened: list[bool] = []  # for each open bracket: does it belong to a call?
    names: list[str] = []
    previous_end = 0
    declares = option and not arguments.lstrip().startswith(("'-", '"-'))  # name, default, help
    for token in _TOKEN.finditer(arguments):
        if token["comment"]:
            continue
        if token["open"]:
            before = arguments[previous_end : token.start()].rstrip()
            opened.append(token["open"] == "(" and bool(before) and before[-1].isidentifier())
        elif token["close"]:
            if opened:
                opened.pop()
        elif token["label"]:
            if not opened:
                label = token["label"]
        elif token["comma"]:
            if not opened:
                label = ""
        elif not any(opened):
            text = token["text"]
            if not option:
                yield text, _label(label)
            elif not label and names and declares and not text.startswith("-"):
                yield text, _label(names[0])
                declares = False
            elif not label or (depth == 0 and text.startswith("-")):
                names.append(text)
            elif label in {"default", "choices"}:
                yield text, _label(max(names, key=len, default=""))
        previous_end = token.end()
        depth = len(opened)


def _label(text: str) -> str:
    return text.lstrip("-").replace("-", "_").lower()


@lru_cache(maxsize=1 << 14)
def _place(target: str) -> str:
    """The label of what is assigned to or compared: ``dataset_type`` of ``config.dataset.type``."""
    steps = _STEPS.findall(target)
    if not steps:
        return ""
    aspect = len(steps) > 1 and steps[-1].lower() in _ASPECTS
    return _label("_".join(steps[-2:]) if aspect else steps[-1])
