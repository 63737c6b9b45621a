"""What a program is for, where it does not train: told by its calls first, then by its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from posixpath import basename, splitext
from typing import Final

from acumen.domain.evidence import Evidence
from acumen.domain.template import Role
from acumen.syntax.names import ModuleNames
from indexer.selection.entries import first_runnable_line
from indexer.selection.scopes import ModuleScopes

MAX_EVIDENCE: Final = 4


@dataclass(frozen=True, slots=True)
class RoleSigns:
    """How a role shows: words of the file's name, globs on callees as written or resolved."""

    role: Role
    name: re.Pattern[str]
    calls: tuple[str, ...]


# In order of trust: an export also loads weights, an evaluation also predicts.
_SIGNS: Final = (
    RoleSigns(
        Role.EXPORT,
        re.compile(r"(^|_)(export|onnx|convert|quanti[sz]e|freeze|to_tflite|deploy)"),
        (
            "torch.onnx.export", "torch.onnx.dynamo_export", "*.onnx.export", "torch.jit.save",
            "*.saved_model.save", "*TFLiteConverter*", "coremltools.convert", "*.export_savedmodel",
            "*.push_to_hub", "torch.export.save", "*.from_keras_model",
        ),
    ),
    RoleSigns(
        Role.BENCHMARK,
        re.compile(r"(^|_)(bench\w*|profil\w*|speed\w*|throughput|latency|timing|flops)(_|$)"),
        ("timeit.*", "torch.utils.benchmark.*", "*.benchmark", "*do_bench", "triton.testing.*"),
    ),
    RoleSigns(
        Role.EVALUATION,
        re.compile(r"(^|_)(eval\w*|test|testing|valid\w*|score|scoring|metrics?|fid|inception)(_|$)"),
        (
            "*.evaluate", "evaluate", "evaluate_*", "validate", "*.validate", "*.test",
            "*classification_report", "*accuracy_score", "*confusion_matrix", "evaluate.load",
        ),
    ),
    RoleSigns(
        Role.INFERENCE,
        re.compile(
            r"(^|_)(infer\w*|predict\w*|sampl\w*|generat\w*|demo|translate|detect|caption|chat"
            r"|interactive|visuali[sz]e|synthes\w*|app|serve|server|inpaint\w*|play|enjoy)(_|$)"
        ),
        (
            "*.generate", "*.predict", "predict", "*.predict_on_batch", "*.from_pretrained",
            "*.load_state_dict", "*.load_weights", "*.load_model", "load_model", "*.pipeline",
            "pipeline", "torch.no_grad", "torch.inference_mode", "*.sample", "sample",
            "*.load_from_checkpoint", "torch.hub.load", "*.transcribe",
        ),
    ),
    RoleSigns(
        Role.DATA_PREPARATION,
        re.compile(
            r"(^|_)(prepare\w*|prepro\w*|process\w*|download\w*|build|make|create|extract\w*"
            r"|tokeni[sz]e\w*|datasets?|data|vocab|resize|split|parse|crawl|features?)(_|$)"
        ),
        (
            "*.to_csv", "*.to_parquet", "*.save_to_disk", "*.urlretrieve", "*TFRecordWriter",
            "*.SerializeToString", "*.extractall", "np.save", "numpy.save", "numpy.savez*",
            "pickle.dump", "csv.writer", "*.writerow", "torch.save", "json.dump", "h5py.File",
        ),
    ),
)  # fmt: skip


def other_role(entry: str, scopes: ModuleScopes) -> tuple[Role, tuple[Evidence, ...]]:
    """The role of a program that takes no gradient step, with the lines that decided it.

    A file's name and its calls that agree decide first, then the name, then the calls; where
    neither says anything it demonstrates the library.
    """
    facts = scopes.facts
    stem = re.sub(r"[^a-z0-9]+", "_", splitext(basename(entry))[0].lower())
    names = ModuleNames(facts)
    callees = [
        (call, names.resolve(call.callee, at=call.start) or call.callee) for call in facts.calls
    ]
    shown: dict[Role, tuple[Evidence, ...]] = {}
    for signs in _SIGNS:
        lines = [
            Evidence(entry, call.first_line, call.last_line)
            for call, qualified in callees
            if any(
                fnmatchcase(qualified, glob) or fnmatchcase(call.callee, glob)
                for glob in signs.calls
            )
        ]
        shown[signs.role] = tuple(dict.fromkeys(lines))[:MAX_EVIDENCE]
    start = Evidence(entry, line := first_runnable_line(facts), line)
    named = [signs.role for signs in _SIGNS if signs.name.search(stem)]
    for role in named:
        if shown[role]:
            return role, shown[role]
    if named:
        return named[0], (start,)
    for signs in _SIGNS:
        if shown[signs.role] and signs.role is not Role.DATA_PREPARATION:
            return signs.role, shown[signs.role]
    if shown[Role.DATA_PREPARATION]:
        return Role.DATA_PREPARATION, shown[Role.DATA_PREPARATION]
    return Role.LIBRARY_DEMO, (start,)
