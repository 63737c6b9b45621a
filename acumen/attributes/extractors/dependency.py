"""Packages from elsewhere that the program imports, by the name under which they are installed.

Reads the imports of the entry (.97) and of reached modules (.9). The standard library and modules
that stand in the repository itself are left out.

Blind to packages that are needed only at run time, such as data readers behind another package.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.evidence import Evidence

FACET = Facet.DEPENDENCY

_INSTALLED_AS: Final = {
    "Bio": "biopython",
    "IPython": "ipython",
    "OpenGL": "pyopengl",
    "PIL": "pillow",
    "absl": "absl-py",
    "ale_py": "ale-py",
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "clip": "openai-clip",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "faiss": "faiss-cpu",
    "haiku": "dm-haiku",
    "hydra": "hydra-core",
    "ignite": "pytorch-ignite",
    "mlflow": "mlflow",
    "pkg_resources": "setuptools",
    "pl_bolts": "lightning-bolts",
    "pycocotools": "pycocotools",
    "pyro": "pyro-ppl",
    "pytorch_lightning": "pytorch-lightning",
    "scipy": "scipy",
    "sentence_transformers": "sentence-transformers",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "sonnet": "dm-sonnet",
    "torch_geometric": "torch-geometric",
    "tensorflow_addons": "tensorflow-addons",
    "tensorflow_datasets": "tensorflow-datasets",
    "tensorflow_hub": "tensorflow-hub",
    "tensorflow_probability": "tensorflow-probability",
    "tensorflow_text": "tensorflow-text",
    "tree": "dm-tree",
    "umap": "umap-learn",
    "yaml": "pyyaml",
}


def extract(subject: Subject) -> Iterator[Attribute]:
    yield from dependencies(subject)


def dependencies(subject: Subject) -> tuple[Attribute, ...]:
    """The packages; kept for the subject asked for last, since its upkeep follows from them."""
    if not (_LAST and _LAST[0][0] is subject):
        _LAST[:] = [(subject, tuple(_found(subject)))]
    return _LAST[0][1]


_LAST: Final[list[tuple[Subject, tuple[Attribute, ...]]]] = []


def _found(subject: Subject) -> Iterator[Attribute]:
    own = subject.signals.own_names
    found: dict[str, Attribute] = {}
    for path, imported in subject.program.imports():
        in_entry = path == subject.template.path
        if imported.level or not (in_entry or subject.signals.reach.reached.get(path)):
            continue
        root = (imported.module or imported.qualified).partition(".")[0]
        if not root or root in sys.stdlib_module_names or root in own or root.startswith("_"):
            continue
        name = _INSTALLED_AS.get(root, root)
        where = Evidence(path, imported.line, imported.line)
        if name not in found:
            confidence = 0.97 if in_entry else 0.9
            rule = "dependency:import"
            found[name] = Attribute(FACET, name, confidence, (where,), rule=rule, known=False)
    yield from found.values()
