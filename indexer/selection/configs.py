"""The configuration files that one program is started with: variants of it, not programs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from posixpath import basename, dirname, splitext
from typing import Final

from indexer.selection.closure import Closure
from indexer.selection.imports import Resolver
from indexer.selection.tree import ancestors, is_inside
from indexer.selection.wordlist import words

CONFIG_FOLDERS: Final = words(
    """cfg cfgs conf config config_files configs configuration configurations experiments
    hparams hyperparams hyperparameters hyper_params options params yaml yamls"""
)
_DATA_ENDINGS: Final = frozenset({".yaml", ".yml", ".toml", ".ini", ".gin", ".cfg", ".json"})
_FOLDER_ENDINGS: Final = _DATA_ENDINGS | {".py", ".conf"}
_NO_CONFIG = re.compile(
    r"^(\.|environment|env\.|conda|pyproject|package|setup|tox|mkdocs|docker|readthedocs"
    r"|codecov|appveyor|meta\.|poetry|pdm|tsconfig|vercel|requirements|_config|CITATION)",
    re.IGNORECASE,
)
# Ways of reading a configuration, by the last name of the callee as it is written.
_READERS: Final = words(
    """fromfile from_file load_hyperpyyaml safe_load full_load load_config load_cfg get_config
    read_config parse_config parse_config_file parse_config_files_and_bindings
    DEFINE_config_file DEFINE_config_dict DEFINE_config_dir merge_from_file from_yaml
    load_yaml read_yaml yaml_config_hook initialize compose ConfigParser LightningCLI
    parse_arguments process_config get_config_from_json setup_config HfArgumentParser
    load_from_yaml parse_yaml from_cli"""
)
_READER_CALLEES: Final = frozenset({"yaml.load", "OmegaConf.load", "toml.load", "tomllib.load"})
_OPTION = re.compile(r"[\"']-{0,2}(\w*_|\w*-)?(cfg|conf|config|configs|hparams|params|hp)"
                     r"([_-](file|path|name|dir|filename))?[\"']")  # fmt: skip


class ConfigFiles:
    """Which configuration files stand where in one snapshot."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._in_folder: dict[str, list[str]] = defaultdict(list)  # beside programs
        self._folders: dict[str, list[str]] = defaultdict(list)  # parent -> config folders
        self._below: dict[str, list[str]] = defaultdict(list)  # config folder -> its files
        for path in sorted(paths):
            name, ending = basename(path), splitext(path)[1].lower()
            if _NO_CONFIG.match(name) or name == "__init__.py":
                continue
            if ending in _DATA_ENDINGS - {".json", ".cfg", ".ini"}:
                self._in_folder[dirname(path)].append(path)
            if ending in _FOLDER_ENDINGS:
                outermost = [
                    folder
                    for folder in ancestors(dirname(path))
                    if folder and basename(folder).lower() in CONFIG_FOLDERS
                ]
                for folder in outermost[-1:]:
                    if folder not in self._folders[dirname(folder)]:
                        self._folders[dirname(folder)].append(folder)
                    self._below[folder].append(path)

    def of(self, closure: Closure, resolver: Resolver) -> tuple[str, ...]:
        """The configuration files that the entry of ``closure`` can be started with, ascending.

        Empty where nothing in the closure reads a configuration. Otherwise the files of the
        nearest folder for configurations at or above the entry, else those beside the entry.
        """
        if not any(_reads_config(path, resolver) for path in closure.files):
            return ()
        for folder in ancestors(dirname(closure.entry)):
            inside = [
                path
                for config_folder in self._folders.get(folder, ())
                for path in self._below[config_folder]
            ]
            if inside:
                return tuple(sorted(set(inside) - set(closure.files)))
            beside = self._in_folder.get(folder, ())
            if beside and folder == dirname(closure.entry):
                return tuple(path for path in beside if path not in closure.files)
        return ()


def _reads_config(path: str, resolver: Resolver) -> bool:
    scopes = resolver.scopes(path)
    if scopes is None:
        return False
    for call in scopes.facts.calls:
        verb = call.callee.rpartition(".")[2]
        if verb in _READERS or call.callee in _READER_CALLEES:
            return True
        if verb in {"add_argument", "DEFINE_string", "option", "Option"} and _OPTION.search(
            call.arguments
        ):
            return True
    return any(
        decorator.startswith(("hydra.main", "hydra_main", "hydra_runner", "pyrallis.wrap"))
        for definition in scopes.facts.definitions
        for decorator in definition.decorators
    )


__all__ = ["CONFIG_FOLDERS", "ConfigFiles", "is_inside"]
