"""The routes under ``/api/v1/curate``: who is asking, queues, and everything that writes.

They exist only where curators are configured. Each names the role that it needs; a request that
does not prove that role is refused before anything is read. Requests from other pages never come
this far (``app.security``), and cookies are not sent along with them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec

from flask import Blueprint, Flask, Response, request

from acumen.curation.importing import import_statements
from acumen.curation.lines import csv_text, history_lines, read_lines, standing_lines
from acumen.curation.queues import Queue
from acumen.domain.annotation import CuratorRole, Statement, Via
from acumen.domain.remark import RemarkKind
from acumen.errors import CorpusError, UsageError
from acumen.store.annotation_saves import Recorded, Save, TakeBack
from acumen.store.curators import Curator
from app.answers import PREFIX, json_answer, number, one_id, told
from app.curatebody import bulk_of, key_of, one_of, read_body, text_of, version_of
from app.security import refusal
from app.services.annotated import AnnotatedShelf
from app.services.cards import card
from app.services.curating import Desk, choices, facet_of, first_facet
from app.services.saving import (
    Chosen,
    author_of,
    bulk_plan,
    bulk_save,
    conflict_view,
    facet_save,
    remark_save,
    saved_view,
)
from app.sessions import COOKIE, NobodyError, Sessions, TooManyTriesError, address_of

CURATE: Final = f"{PREFIX}/curate"
MAX_IMPORT: Final = 8 << 20  # bytes of a file that the page imports; the command takes more
_P = ParamSpec("_P")


def register(server: Flask, shelf: AnnotatedShelf, sessions: Sessions) -> None:
    """Put the routes on ``server``."""
    server.register_blueprint(blueprint(shelf, sessions))


def blueprint(shelf: AnnotatedShelf, sessions: Sessions) -> Blueprint:
    api = Blueprint("curate", __name__, url_prefix=CURATE)
    gate = _Gate(sessions)
    desk = Desk(shelf)
    _logins(api, sessions)
    _reading(api, gate, desk, shelf)
    _writing(api, gate, shelf)
    _several(api, gate, shelf)
    return api


class _Gate:
    """Lets a request through that proves the role it needs."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def needs(
        self, role: CuratorRole
    ) -> Callable[[Callable[Concatenate[Curator, _P], Response]], Callable[_P, Response]]:
        """The route is called with the curator, or not at all."""

        def guard(route: Callable[Concatenate[Curator, _P], Response]) -> Callable[_P, Response]:
            inner = told(route)

            @wraps(route)
            def answer(*args: _P.args, **kwargs: _P.kwargs) -> Response:
                try:
                    curator = self._sessions.whoever(request)
                except TooManyTriesError as error:
                    return refusal(429, error.problem, error.remedy)
                if curator is None:
                    return refusal(401, "Curators only.", "log in with your token")
                if not curator.role.may(role):
                    problem = f"This needs the role {role.value}; yours is {curator.role.value}."
                    return refusal(403, problem, "ask whoever added you")
                return inner(curator, *args, **kwargs)

            return answer

        return guard


def _logins(api: Blueprint, sessions: Sessions) -> None:
    @api.get("/session")
    @told
    def who() -> Response:
        """Who is logged in."""
        try:
            return json_answer(_person(sessions.whoever(request)))
        except TooManyTriesError as error:
            return refusal(429, error.problem, error.remedy)

    @api.post("/session")
    @told
    def login() -> Response:
        """Open a session with a token."""
        token = text_of(read_body(), "token", most=200)
        try:
            curator, cookie = sessions.login(token, address_of(request))
        except TooManyTriesError as error:
            return refusal(429, error.problem, error.remedy)
        except NobodyError as error:
            return refusal(401, error.problem, error.remedy)
        response = json_answer(_person(curator))
        sessions.give(response, cookie, secure=request.is_secure)
        return response

    @api.delete("/session")
    @told
    def logout() -> Response:
        """End the session."""
        sessions.logout(request.cookies.get(COOKIE, ""))
        response = json_answer(_person(None))
        sessions.give(response, "", secure=request.is_secure)
        return response


def _reading(api: Blueprint, gate: _Gate, desk: Desk, shelf: AnnotatedShelf) -> None:
    @api.get("/queue")
    @gate.needs(CuratorRole.READER)
    def queue(curator: Curator) -> Response:
        """A part of a queue, with the lengths of all."""
        name = one_of(Queue, request.args.get("queue", Queue.UNCERTAIN.value))
        skip = number("offset", 0, most=9_999_999, least=0)
        limit = number("limit", 50, most=200)
        return json_answer(desk.queue(name, curator.name, skip=skip, limit=limit))

    @api.get("/slot")
    @gate.needs(CuratorRole.READER)
    def slot(curator: Curator) -> Response:
        """One facet of one template, with values, evidence and history."""
        del curator
        facet = facet_of(request.args.get("aspect", first_facet().value))
        if facet is None:
            raise UsageError("There is no such attribute to judge.", remedy="aspect=task")
        blind = request.args.get("blind", "") == "1"
        return json_answer(desk.slot(one_id(request.args.get("id", "")), facet, blind=blind))

    @api.get("/choices")
    @gate.needs(CuratorRole.READER)
    def every_choice(curator: Curator) -> Response:
        """All values of a facet."""
        del curator
        facet = facet_of(request.args.get("aspect", ""))
        if facet is None:
            raise UsageError("There is no such attribute to judge.", remedy="aspect=task")
        return json_answer(choices(shelf.current(), facet))

    @api.get("/history")
    @told
    def history() -> Response:
        """Everything that was said of a template; public."""
        return json_answer(desk.history(one_id(request.args.get("id", ""))))

    @api.get("/figures")
    @told
    def figures() -> Response:
        """How far people agree with the rules and with each other; public."""
        return json_answer(desk.figures())

    @api.get("/export")
    @gate.needs(CuratorRole.READER)
    def export(curator: Curator) -> Response:
        """All events, what stands, or what stands as a table."""
        del curator
        events = shelf.store.events()
        form = request.args.get("form", "history")
        match form:
            case "history":
                text = "".join(f"{line}\n" for line in history_lines(events))
            case "standing":
                text = "".join(f"{line}\n" for line in standing_lines(events))
            case "csv":
                text = csv_text(events)
            case _:
                raise UsageError("There is no such form.", remedy="history, standing or csv")
        ending = "csv" if form == "csv" else "jsonl"
        response = Response(text, mimetype="text/csv" if form == "csv" else "application/jsonl")
        name = f"acumen-annotations-{form}.{ending}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Cache-Control"] = "no-store"
        return response


def _writing(api: Blueprint, gate: _Gate, shelf: AnnotatedShelf) -> None:
    @api.post("/save")
    @gate.needs(CuratorRole.ANNOTATOR)
    def save(curator: Curator) -> Response:
        """Say which values a facet has, exactly."""
        body = read_body()
        if (done := _done(shelf, body, curator)) is not None:
            return done
        facet = facet_of(text_of(body, "aspect", most=60))
        if facet is None:
            raise UsageError("There is no such attribute to judge.", remedy="aspect: task")
        values = body.get("values", [])
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            raise UsageError("“values” is a list of texts.", remedy="values: []")
        chosen = Chosen(
            one_id(text_of(body, "id", most=1_200)),
            facet,
            tuple(values),
            body.get("unknown") is True,
            version_of(body, "base"),
            text_of(body, "note", most=2_000),
        )
        via = Via.AUDIT if body.get("blind") is True else Via.PAGE
        return _record(shelf, facet_save(shelf, chosen, key=key_of(body), curator=curator, via=via))

    @api.post("/remark")
    @gate.needs(CuratorRole.ANNOTATOR)
    def remark(curator: Curator) -> Response:
        """Make or withdraw a remark: a note, or that it is a poor start."""
        body = read_body()
        if (done := _done(shelf, body, curator)) is not None:
            return done
        request_ = remark_save(
            shelf,
            one_id(text_of(body, "id", most=1_200)),
            one_of(RemarkKind, text_of(body, "kind", most=60)),
            text_of(body, "text", most=4_000),
            remove=body.get("remove") is True,
            base=version_of(body, "base"),
            key=key_of(body),
            curator=curator,
        )
        return _record(shelf, request_)

    @api.post("/undo")
    @gate.needs(CuratorRole.ANNOTATOR)
    def undo(curator: Curator) -> Response:
        """Take back one's last save, or with ``redo`` the last undo."""
        body = read_body()
        request_ = TakeBack(
            key_of(body),
            author_of(curator),
            redo=body.get("redo") is True,
            skip_changed=body.get("skip_changed") is True,
        )
        return _record(shelf, request_)


def _several(api: Blueprint, gate: _Gate, shelf: AnnotatedShelf) -> None:
    @api.post("/bulk/plan")
    @gate.needs(CuratorRole.ANNOTATOR)
    def plan(curator: Curator) -> Response:
        """What a bulk save would do, with templates to look at first; writes nothing."""
        del curator
        made = bulk_plan(shelf, bulk_of(read_body()))
        catalogue = shelf.current()
        return json_answer(
            {
                "digest": made.digest,
                "matched": made.matched,
                "changes": len(made.changes),
                "already": made.already,
                "people": made.people,
                "sample": [card(catalogue, row) for row in made.sample],
            }
        )

    @api.post("/bulk")
    @gate.needs(CuratorRole.ANNOTATOR)
    def bulk(curator: Curator) -> Response:
        """Do what was planned, if it still is the same: one save, one undo."""
        body = read_body()
        if (done := _done(shelf, body, curator)) is not None:
            return done
        made = bulk_plan(shelf, bulk_of(body))
        if not secrets.compare_digest(made.digest, text_of(body, "digest", most=64)):
            return refusal(409, "This is not what was planned any more.", "look at it again")
        return _record(shelf, bulk_save(made, key=key_of(body), curator=curator))

    @api.post("/import")
    @gate.needs(CuratorRole.MAINTAINER)
    def import_(curator: Curator) -> Response:
        """Add the statements of a file (its text is the body); ``dry=1`` only counts."""
        request.max_content_length = MAX_IMPORT
        try:
            text = request.get_data(cache=False).decode("utf-8")
            said = read_lines(text, name="the file")
        except UnicodeDecodeError:
            raise UsageError("The file is not UTF-8.", remedy="export it again") from None
        except CorpusError as error:
            raise UsageError(error.problem, remedy=error.remedy) from error
        dry = request.args.get("dry", "") == "1"
        done = import_statements(shelf.store, said, entered_by=curator.name, write=not dry)
        return json_answer(
            {
                "added": done.added,
                "known": done.known,
                "conflicts": len(done.conflicts),
                "dry": dry,
            }
        )


def _done(shelf: AnnotatedShelf, body: dict[str, Any], curator: Curator) -> Response | None:
    """The answer to a save that was recorded before under its key: its answer was lost."""
    known = shelf.store.recorded(key_of(body))
    if not known:
        return None
    if known[0].author.name != curator.name:
        raise UsageError("This key belongs to another save.", remedy="make a new key")
    return json_answer(saved_view(known))


def _record(shelf: AnnotatedShelf, asked: Save | TakeBack) -> Response:
    """The answer once it is on the disk, or 409 with both values."""
    outcome = shelf.store.record(asked)
    if isinstance(outcome, Recorded):
        return json_answer(saved_view(outcome.events))
    mine: list[Statement] = []
    if isinstance(asked, Save):
        mine = [draft.statement for draft in asked.drafts]
    response = json_answer(
        {
            "error": "Somebody else was here first. Nothing was saved.",
            "remedy": "look at both values, then save again",
            "conflicts": [
                asdict(conflict_view(shelf, change, mine)) for change in outcome.changes[:50]
            ],
            "conflicting": len(outcome.changes),
        }
    )
    response.status_code = 409
    return response


def _person(curator: Curator | None) -> dict[str, str]:
    if curator is None:
        return {"name": "", "role": ""}
    return {"name": curator.name, "role": curator.role.value}
