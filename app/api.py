"""The routes under ``/api/v1``: the map in binary, everything else as JSON, all of it read-only.

The JSON documents are those that the commands of the same names print with ``--json``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, Response, request

from acumen.domain.attribute import Facet
from acumen.domain.licence import LicencePolicy
from acumen.errors import UsageError
from acumen.faults.tree_payload import taxonomy_json
from acumen.recommend.needs import Experience, Needs
from acumen.search.records import MAX_CODE_CHARACTERS, Query
from app import mapapi, openapi
from app.answers import PREFIX, json_answer, number, one_id, state_of_request, told
from app.security import refusal
from app.services import questions
from app.services.code import CodeFetcher
from app.services.library import Shelf
from app.services.search import FILTERS
from app.services.template import code_view

_Choice = TypeVar("_Choice", bound=StrEnum)


def blueprint(shelf: Shelf, fetcher: CodeFetcher | None = None) -> Blueprint:
    """The routes; ``fetcher`` is what could get code that is not here, see ``app.fetching``."""
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    api.register_blueprint(mapapi.blueprint(shelf))
    _status(api, shelf)
    _questions(api, shelf, fetcher)

    @api.route("/", defaults={"rest": ""})
    @api.route("/<path:rest>")
    def nothing_here(rest: str) -> Response:
        del rest
        return refusal(404, "There is no such route.", f"{PREFIX}/openapi.json lists them")

    return api


def _status(api: Blueprint, shelf: Shelf) -> None:
    @api.get("/healthz")
    @told
    def healthz() -> Response:
        """Whether there is an index to answer from, and which."""
        catalogue = shelf.current()
        return json_answer({"status": "ok", "index": catalogue.hash, "templates": len(catalogue)})

    @api.get("/openapi.json")
    @told
    def description() -> Response:
        """This interface, in the form of OpenAPI 3.1."""
        return json_answer(openapi.document())

    @api.get("/taxonomy")
    @told
    def taxonomy() -> Response:
        """The tree of faults, with the rules that answer for each leaf."""
        return json_answer(taxonomy_json())


def _questions(api: Blueprint, shelf: Shelf, fetcher: CodeFetcher | None) -> None:
    @api.get("/search")
    @told
    def search() -> Response:
        """The best templates for a text, for code, or like another template."""
        query = _query()
        skip = number("offset", 0, most=questions.DEEPEST - 1, least=0)
        return json_answer(questions.found(shelf, shelf.current(), query, skip=skip))

    @api.get("/templates")
    @told
    def templates() -> Response:
        """All templates that pass the filters, by ID, a page at a time."""
        limit = number("limit", 20, most=questions.MOST)
        skip = number("offset", 0, most=9_999_999, least=0)
        state = state_of_request("limit", "offset")
        return json_answer(questions.templates(shelf.current(), state, limit=limit, skip=skip))

    @api.get("/template")
    @told
    def template() -> Response:
        """One template with all that is known about it."""
        template_id = one_id(request.args.get("id", ""))
        return json_answer(questions.template(shelf, shelf.current(), template_id))

    @api.get("/compare")
    @told
    def compare() -> Response:
        """Two or three templates side by side, differences first."""
        ids = [one_id(text) for text in request.args.getlist("id")]
        return json_answer(questions.compared(shelf, shelf.current(), ids))

    @api.get("/recommend")
    @told
    def recommend() -> Response:
        """Three templates to start from, with reasons, and why not the next ones."""
        needs, licence = _needs()
        return json_answer(questions.recommended(shelf, shelf.current(), needs, licence))

    @api.get("/facets")
    @told
    def facets() -> Response:
        """How many of the templates that pass the filters have each value."""
        named = request.args.getlist("facet")
        of = tuple(_facet(name) for name in named) if named else FILTERS
        return json_answer(questions.facets(shelf.current(), state_of_request("facet"), of))

    @api.get("/faults")
    @told
    def faults() -> Response:
        """What is said of a template's faults: a state for each kind, with its lines."""
        template_id = one_id(request.args.get("id", ""))
        return json_answer(questions.faults(shelf, shelf.current(), template_id))

    @api.get("/code")
    @told
    def code() -> Response:
        """One file of a template, or where it may be had from."""
        template_id = one_id(request.args.get("id", ""))
        path = request.args.get("path", "")
        view = code_view(shelf, shelf.current(), template_id, path, fetcher)
        if view is None:
            return refusal(404, "The template has no such file.", "choose one of its files")
        return json_answer(view)


def _query() -> Query:
    """What a search asks. Raises UsageError."""
    code = request.args.get("code", "")
    if len(code) > MAX_CODE_CHARACTERS:
        raise UsageError(
            f"A snippet has up to {MAX_CODE_CHARACTERS} characters.", remedy="the part that matters"
        )
    state = state_of_request("code", "limit", "offset")
    return Query(
        text=state.query,
        code=code,
        like=state.like,
        include=dict(state.include),
        exclude=dict(state.exclude),
        licence=LicencePolicy(state.licence),
        limit=number("limit", 10, most=questions.MOST),
    )


def _needs() -> tuple[Needs, LicencePolicy]:
    """What somebody needs, and whose terms are accepted. Raises UsageError."""
    known = {"task", "data", "framework", "hardware", "experience", "text", "licence"}
    for name in request.args:
        if name not in known:
            raise UsageError(
                f"“{name[:60]}” is no need.", remedy=f"one of: {', '.join(sorted(known))}"
            )

    def several(name: str) -> tuple[str, ...]:
        parts = [p.strip() for text in request.args.getlist(name) for p in text.split(",")]
        return tuple(dict.fromkeys(part[:200] for part in parts if part))[:20]

    needs = Needs(
        task=several("task"),
        data=several("data"),
        framework=several("framework"),
        hardware=several("hardware"),
        experience=_one_of(Experience, "experience", Experience.UNSAID),
        text=request.args.get("text", ""),
    )
    return needs, _one_of(LicencePolicy, "licence", LicencePolicy.PERMISSIVE)


def _one_of(kind: type[_Choice], name: str, first: _Choice) -> _Choice:
    return _member(kind, request.args.get(name, first.value), name)


def _facet(name: str) -> Facet:
    return _member(Facet, name, "attribute")


def _member(kind: type[_Choice], text: str, what: str) -> _Choice:
    try:
        return kind(text)
    except ValueError:
        raise UsageError(
            f"“{text[:60]}” is no {what}.", remedy=f"one of: {', '.join(kind)}"
        ) from None
