"""The readings of a template that several extractors share, each made at most once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from posixpath import dirname
from typing import TYPE_CHECKING, Final, TypeVar

from acumen.attributes.alternatives import OFFERED, alternative_signs
from acumen.attributes.architecture_hits import architecture_hits
from acumen.attributes.configs import built_names, config_signs, named_by_decorators, pairs
from acumen.attributes.dataset_hits import dataset_hits
from acumen.attributes.imports import importable_names
from acumen.attributes.literals import NamedLiteral
from acumen.attributes.matching import TermMatcher, matcher
from acumen.attributes.modules import ModuleReading, module_reading
from acumen.attributes.name_signs import name_signs
from acumen.attributes.option_signs import option_signs
from acumen.attributes.reach import Reach, reach
from acumen.attributes.reached_literals import choices, reached_literals
from acumen.attributes.readme import Readme, read_readme
from acumen.attributes.signs import SHOWN_FROM, Hit, Sign, weigh
from acumen.attributes.string_signs import everyday_words, string_signs
from acumen.attributes.symbol_signs import symbol_signs
from acumen.attributes.texts import folders_above, is_config, is_readme, placed
from acumen.attributes.words import word_signs
from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Call, ModuleFacts
from acumen.syntax.program import ResolvedCall

if TYPE_CHECKING:
    from acumen.attributes.subject import Subject

T = TypeVar("T")

_MOST_CONFIGS: Final = 60
_JSON_NAME: Final = re.compile(r"['\"](?:\./)?([\w./-]{1,80}\.json)['\"]")  # that the entry opens
_USUAL_CONFIG: Final = "config.json"  # read where nothing else is known to be


class Signals:
    """What one subject shows. Everything is computed when it is first asked for, and kept."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._hits: dict[Facet, tuple[Hit, ...]] = {}
        self._code_hits: dict[Facet, tuple[Hit, ...]] = {}
        self._code_signs: dict[Facet, tuple[Sign, ...]] = {}

    # --- the program -------------------------------------------------------------------------

    @property
    def entry(self) -> str:
        return self._subject.template.path

    @property
    def entry_code(self) -> str:
        return self._subject.entry_code

    @property
    def repository(self) -> str:
        return self._subject.template.repository

    @cached_property
    def entry_line(self) -> Evidence:
        """The entry itself, for what its path says."""
        return Evidence(self.entry, 1, 1)

    @cached_property
    def reach(self) -> Reach:
        modules = self._subject.whole.modules
        own = {
            definition.name
            for path, facts in (modules.items() if self.configs else ())
            if path != self.entry
            for definition in facts.definitions
        }
        chosen = frozenset(value for _, text in self.configs for _, _, value in pairs(text))
        readings = {path: self.reading(path) for path in modules}
        return reach(self.entry, readings, built_names(self.configs, own), chosen)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Modules of which some code is reached, the entry first."""
        reached = self.reach.reached
        return tuple(
            sorted((p for p in reached if reached[p]), key=lambda path: (path != self.entry, path))
        )

    def reading(self, path: str) -> ModuleReading:
        return module_reading(self._subject.whole.module(path))

    @cached_property
    def calls(self) -> tuple[ResolvedCall, ...]:
        """Calls in reached code, those of the entry first."""
        found: list[ResolvedCall] = []
        for path in self.paths:
            reading, reached = self.reading(path), self.reach.reached[path]
            in_entry = path == self.entry
            if in_entry:
                found += reading.module.calls
                continue
            found += [
                site
                for site, unit in zip(reading.module.calls, reading.call_units, strict=True)
                if unit in reached and not self.is_idle(path, site.call.first_line)
            ]
        return tuple(found)

    def read_calls(self, read: Callable[[str, Call], T]) -> Iterator[tuple[ResolvedCall, T]]:
        """Reached calls to which ``read(qualified name, call)`` answers anything, with the answer.

        ``read`` must be a function of a module: it is asked once per call for all programs.
        """
        for path in self.paths:
            reading, reached = self.reading(path), self.reach.reached[path]
            for index, answer in reading.read_calls(read):
                site = reading.module.calls[index]
                if path != self.entry and (
                    reading.call_units[index] not in reached
                    or self.is_idle(path, site.call.first_line)
                ):
                    continue
                yield site, answer

    def first_call(self, wanted: Callable[[str, Call], bool]) -> ResolvedCall | None:
        """The first reached call that ``wanted(qualified name, call)`` accepts."""
        return next((call for call, _ in self.read_calls(wanted)), None)

    def runs(self, path: str, start: int, line: int) -> bool:
        """Whether code at an offset and a line of a module is reached, as far as is seen."""
        return self.reach.holds(path, start) and (
            path == self.entry or not self.is_idle(path, line)
        )

    def is_idle(self, path: str, line: int) -> bool:
        """Whether ``line`` of a helper stands in a class method that nothing reached calls."""
        idle = self._idle.get(path)
        return idle is not None and any(first <= line <= last for first, last in idle)

    @cached_property
    def _idle(self) -> dict[str, tuple[tuple[int, int], ...]]:
        """Lines of methods in helpers that no reached module calls: class methods such as
        ``from_pretrained``, and methods of classes that no framework calls back.
        """
        if len(self.paths) == 1:
            return {}
        called = {name for path in self.paths for name in self.reading(path).method_names}
        return {
            path: tuple((d.first_line, d.last_line) for d in idle)
            for path in self.paths[1:]
            if (
                idle := [
                    *(
                        d
                        for d in self.reading(path).class_methods
                        if d.name.rpartition(".")[2] not in called
                    ),
                    *(
                        d
                        for d in self.reading(path).plain_methods
                        if d.name.rpartition(".")[2] not in self.asked_for
                    ),
                ]
            )
        }

    @cached_property
    def option_names(self) -> frozenset[str]:
        """Every name under which an option may be read: attributes, and texts in brackets."""
        texts = (t for path in self.paths for t in self.reading(path).literal_keys)
        return self.asked_for.union(texts)

    @cached_property
    def asked_for(self) -> frozenset[str]:
        """Every attribute that reached modules ask for."""
        return frozenset().union(*(self.reading(path).attributes for path in self.paths))

    @cached_property
    def first_calls(self) -> dict[str, ResolvedCall]:
        """The first reached call of each qualified name that is not the program's own."""
        found: dict[str, ResolvedCall] = {}
        for call in self.calls:
            if call.qualified and not call.qualified.startswith("."):
                found.setdefault(call.qualified, call)
        return found

    @cached_property
    def names(self) -> tuple[tuple[str, Evidence], ...]:
        """Reached top-level classes and functions, those of the entry first."""
        found = []
        for path in self.paths:
            for definition in self.reach.definitions(path):
                line = definition.first_line
                found.append((definition.name, Evidence(path, line, line)))
        return tuple(found)

    @cached_property
    def literals(self) -> tuple[NamedLiteral, ...]:
        return reached_literals(self)

    @cached_property
    def tables(self) -> frozenset[Evidence]:
        """Where reached modules say what can be chosen."""
        return choices(self)

    @cached_property
    def own_names(self) -> frozenset[str]:
        """Names that the entry can import from its own repository."""
        children = importable_names(self._subject.snapshot)
        places = (*folders_above(self.entry), "src", "lib")
        return frozenset(name for place in places for name in children.get(place, ()))

    # --- the texts ---------------------------------------------------------------------------

    @cached_property
    def readme(self) -> Readme | None:
        """The nearest README above the entry."""
        by_folder = placed(self._subject.texts, is_readme)
        for folder in folders_above(self.entry):
            if folder in by_folder:
                path = by_folder[folder][0]
                return read_readme(path, self._subject.texts[path])
        return None

    @cached_property
    def readme_is_near(self) -> bool:
        """Whether the README speaks of this program rather than of a whole collection."""
        if self.readme is None:
            return False
        folder = dirname(self.readme.path)
        return folder == dirname(self.entry) or folder != ""

    @cached_property
    def entry_facts(self) -> ModuleFacts | None:
        return self._subject.program.modules.get(self.entry)

    @cached_property
    def docstring(self) -> str:
        facts = self._subject.program.modules.get(self.entry)
        return facts.docstring if facts is not None else ""

    @cached_property
    def configs(self) -> tuple[tuple[str, str], ...]:
        """The configuration files that belong to the template, with their texts."""
        texts = self._subject.texts
        paths = dict.fromkeys(self._subject.template.configs)
        facts = self._subject.program.modules.get(self.entry)
        for call in facts.calls if facts is not None else ():
            for name in _JSON_NAME.findall(call.arguments) if ".json" in call.arguments else ():
                for folder in folders_above(self.entry):
                    paths.setdefault(f"{folder}/{name}" if folder else name)
        for path in named_by_decorators(self.entry, facts) if facts is not None else ():
            paths.setdefault(path)
        if not paths:
            paths[f"{dirname(self.entry)}/{_USUAL_CONFIG}".lstrip("/")] = None
        return tuple((path, texts[path]) for path in paths if path in texts and is_config(path))[
            :_MOST_CONFIGS
        ]

    # --- vocabularies ------------------------------------------------------------------------

    def matcher(self, facet: Facet) -> TermMatcher | None:
        vocabulary = self._subject.vocabularies.get(facet)
        return matcher(vocabulary) if vocabulary is not None else None

    def hits(self, facet: Facet) -> tuple[Hit, ...]:
        """What all signs say about a vocabulary's terms, surest first; weak ones included."""
        known = self._hits.get(facet)
        if known is None:
            known = self._hits[facet] = weigh(self.signs(facet))
        return known

    @cached_property
    def architectures(self) -> tuple[Hit, ...]:
        """The networks that the program is built around, surest first."""
        return architecture_hits(self, self._subject.vocabularies)

    @cached_property
    def datasets(self) -> tuple[Hit, ...]:
        """The data sets that the program uses, surest first."""
        return dataset_hits(self._subject)

    def loops_over(self, call: ResolvedCall) -> bool:
        """Whether ``call`` stands in a loop or a comprehension over sizes, as far as is seen."""
        return self._subject.whole.loop_depth(call.path, call.call.start) > 0

    def shown(self, facet: Facet) -> tuple[Hit, ...]:
        if facet is Facet.ARCHITECTURE:
            return self.architectures
        return tuple(hit for hit in self.hits(facet) if hit.confidence >= SHOWN_FROM)

    def signs(self, facet: Facet) -> Iterator[Sign]:
        found = self.matcher(facet)
        if found is not None:
            yield from self.code_signs(facet)
            yield from word_signs(self, found)

    def symbol_hits(self, facet: Facet) -> tuple[Hit, ...]:
        """What resolved symbols alone say."""
        found = self.matcher(facet)
        return weigh(symbol_signs(self, found)) if found is not None else ()

    def code_signs(self, facet: Facet) -> tuple[Sign, ...]:
        """What code says, prose and paths left out."""
        known = self._code_signs.get(facet)
        if known is None:
            known = self._code_signs[facet] = tuple(self._signs_of_code(facet))
        return known

    def _signs_of_code(self, facet: Facet) -> Iterator[Sign]:
        found = self.matcher(facet)
        if found is not None:
            yield from symbol_signs(self, found)
            yield from name_signs(self, found)
            yield from string_signs(self, found)
            if facet is Facet.DATASET:
                yield from option_signs(self, found)
            if facet in OFFERED:
                yield from alternative_signs(self, found)
            yield from config_signs(self.configs, facet, found)

    def code_hits(self, facet: Facet) -> tuple[Hit, ...]:
        """The terms that code speaks of, as far as they are sure enough to be shown."""
        known = self._code_hits.get(facet)
        if known is None:
            hits = weigh(self.code_signs(facet))
            known = tuple(hit for hit in hits if hit.confidence >= SHOWN_FROM)
            self._code_hits[facet] = known
        return known

    @cached_property
    def foreign_classes(self) -> tuple[tuple[str, str, ResolvedCall], ...]:
        """(qualified name, class name, first call) of classes that are used from packages."""
        found = []
        for qualified, call in self.first_calls.items():
            last = qualified.rpartition(".")[2]
            if last[:1].isupper():
                found.append((qualified, last, call))
        return tuple(found)

    @cached_property
    def spoken(self) -> frozenset[str]:
        """Every name that may mean something together with others."""
        own = (name for name, _ in self.names)
        foreign = (name for _, name, _ in self.foreign_classes)
        called = (c.call.callee.rpartition(".")[2] for c in self.calls if c.path == self.entry)
        return frozenset((*own, *foreign, *called))

    @cached_property
    def everyday(self) -> Mapping[str, bool]:
        """Data sets that are called by a word of every day."""
        return everyday_words(self._subject.vocabularies.get(Facet.DATASET))

    @cached_property
    def imported_roots(self) -> frozenset[str]:
        """What the entry imports: in prose beside it, "transformers" is the library."""
        facts = self._subject.program.modules.get(self.entry)
        imports = facts.imports if facts is not None else ()
        return frozenset((i.module or i.qualified).partition(".")[0] for i in imports)
