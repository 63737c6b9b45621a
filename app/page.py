"""What a page is: its address, its place in the navigation, and how it is drawn.

A page is one module of ``app/pages`` with a value ``PAGE`` of this type. Nothing else names it:
the routes, the navigation and the keys are read from these values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from dash.development.base_component import Component

from app.services.library import Shelf

Render = Callable[[Shelf, str, Path], Component]


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``render(shelf, pathname, home)`` may raise AcumenError: the panel says so then."""

    address: str  # "/about"; with a slash at its end it takes every address below
    render: Render
    label: str = ""  # in the navigation; "" keeps the page out of it
    order: int = 0  # in the navigation, ascending
    icon: str = ""  # of assets/icons.css, shown in the navigation
    key: str = ""  # one letter: "g" and then it opens the page

    def __post_init__(self) -> None:
        if not self.address.startswith("/") or self.address == "/":
            raise ValueError(f"an address begins with a slash and goes on, got {self.address!r}")
        if len(self.key) > 1:
            raise ValueError(f"{self.address}: a key is one letter, got {self.key!r}")

    def takes(self, pathname: str) -> bool:
        """Whether the page answers for ``pathname``."""
        if self.address.endswith("/"):
            return pathname.startswith(self.address)
        return pathname == self.address


@cache
def all_pages() -> tuple[Page, ...]:
    """Every page of ``app/pages`` in the order of the navigation.

    Raises ValueError where two pages share an address or a key.
    """
    from app import pages  # noqa: PLC0415 (the pages import this module)

    names = sorted(info.name for info in iter_modules(pages.__path__))
    modules = [import_module(f"{pages.__name__}.{name}") for name in names]
    found = [module.PAGE for module in modules if isinstance(getattr(module, "PAGE", None), Page)]
    for what in ("address", "key"):
        taken = [value for value in (getattr(page, what) for page in found) if value]
        if len(set(taken)) < len(taken):
            raise ValueError(f"two pages share one {what}: {sorted(taken)}")
    return tuple(sorted(found, key=lambda page: (page.order, page.address)))


def page_of(pathname: str) -> Page | None:
    """The page that answers for ``pathname``; None if there is none."""
    return next((page for page in all_pages() if page.takes(pathname)), None)
