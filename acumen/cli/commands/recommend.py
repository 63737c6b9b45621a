"""``acumen recommend``: three templates to start from, for needs given or asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from acumen.cli.opened import opened
from acumen.cli.options import EncoderOption, HomeOption, JsonOption, PolicyOption
from acumen.cli.output import note, print_json, shown, stdout
from acumen.domain.licence import LicencePolicy
from acumen.errors import UsageError
from acumen.recommend.needs import Experience, Needs, understand
from acumen.recommend.records import Pick, Recommendation
from acumen.search.engine import Library
from acumen.search.opening import AUTO, WORDS

EXAMPLES = """
Examples:

  acumen recommend

  acumen recommend --task image-segmentation --framework pytorch --hardware cpu

  acumen recommend --text "tell cats from dogs on my own photos" --experience beginner --json
"""
REASONS_SHOWN = 4
Values = list[str] | None


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("recommend", epilog=EXAMPLES)(recommend_templates)


def recommend_templates(
    task: Annotated[
        Values, typer.Option(help="What it should do, or an architecture; several: repeat.")
    ] = None,
    data: Annotated[Values, typer.Option(help="Kind of data, or a data set.")] = None,
    framework: Annotated[Values, typer.Option(help="Which you want to use.")] = None,
    hardware: Annotated[Values, typer.Option(help="What you have: cpu, single-gpu ...")] = None,
    experience: Annotated[
        Experience, typer.Option(help="How much deep learning you have done.")
    ] = Experience.UNSAID,
    text: Annotated[str, typer.Option(help="Anything else, in your words.")] = "",
    licence: PolicyOption = LicencePolicy.PERMISSIVE,
    encoder: EncoderOption = AUTO,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Recommend three templates: the best fit, the simplest and the most maintained."""
    needs = Needs(
        task=_split(task),
        data=_split(data),
        framework=_split(framework),
        hardware=_split(hardware),
        experience=experience,
        text=text,
    )
    if needs.empty:
        if not sys.stdin.isatty():
            raise UsageError(
                "Nothing is said about what you need.",
                remedy="acumen recommend --task image-classification, or --text in your words",
            )
        needs = _ask(home, licence)
    from acumen.recommend.engine import recommend  # noqa: PLC0415  (--help needs none of it)

    library = _library(home, encoder, needs)
    found = recommend(library, needs, licence=licence)
    if json:
        from acumen.recommend.payload import recommendation_json  # noqa: PLC0415  (as above)

        print_json(recommendation_json(found))
    else:
        _print(found)


def _library(home: Path | None, encoder: str, needs: Needs) -> Library:
    """With an encoder only if there are words of one's own whose meaning it could compare."""
    if encoder == AUTO and not needs.text.strip():
        library = opened(home, WORDS).library
        if not understand(library, needs).notes:
            return library
    return opened(home, encoder).library


def _split(given: Sequence[str] | None) -> tuple[str, ...]:
    parts = (part.strip() for wish in given or () for part in wish.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


# --- asking ------------------------------------------------------------------------------------


def _ask(home: Path | None, licence: LicencePolicy) -> Needs:
    """Five questions; an empty answer skips one. After each, how many templates still fit."""
    from acumen.recommend.engine import count_fitting  # noqa: PLC0415  (as above)

    library = opened(home, WORDS).library
    needs = Needs()
    note(f"{count_fitting(library, needs, licence=licence)} templates. Enter skips a question.")
    questions: tuple[tuple[str, Callable[[Needs, str], Needs]], ...] = (
        ("What should it do? (such as: image classification, VAE, translation)", _with_task),
        ("On which data? (images, text, MNIST, my own images)", _with_data),
        ("With which framework? (pytorch, keras, jax)", _with_framework),
        ("On which hardware? (cpu, single-gpu, multi-gpu, tpu)", _with_hardware),
        ("How much have you done? (beginner, some, experienced)", _with_experience),
    )
    for question, answered in questions:
        while answer := _prompt(question):
            try:
                tried = answered(needs, answer)
                fitting = count_fitting(library, tried, licence=licence)
            except UsageError as error:
                note(f"  {error.problem} {error.remedy}")
                continue
            needs = tried
            note(f"  {fitting} {'fits' if fitting == 1 else 'fit'}")
            break
    return needs


def _prompt(question: str) -> str:
    """The answer, with the question on standard error; "" at the end of input."""
    typer.echo(f"{question} ", err=True, nl=False)
    return sys.stdin.readline().strip()


def _with_task(needs: Needs, answer: str) -> Needs:
    return replace(needs, task=_split([answer]))


def _with_data(needs: Needs, answer: str) -> Needs:
    return replace(needs, data=_split([answer]))


def _with_framework(needs: Needs, answer: str) -> Needs:
    return replace(needs, framework=_split([answer]))


def _with_hardware(needs: Needs, answer: str) -> Needs:
    return replace(needs, hardware=_split([answer]))


def _with_experience(needs: Needs, answer: str) -> Needs:
    if answer not in set(Experience):
        raise UsageError(f'"{answer}" is no answer.', remedy="beginner, some or experienced")
    return replace(needs, experience=Experience(answer))


# --- printing ----------------------------------------------------------------------------------


def _print(found: Recommendation) -> None:
    for message in found.notes:
        note(message)
    console = stdout()
    said = ", ".join(constraint.shown for constraint in found.constraints)
    fits = f"{found.fitting} of {found.considered} templates fit"
    console.print(f"[dim]{fits}{f': {shown(said)}' if said else ''}[/]", highlight=False)
    for relaxed in found.relaxed:
        console.print(f"[yellow]given up:[/] {shown(relaxed.why)}", highlight=False)
    for pick in found.picks:
        _print_pick(console, pick)
    if found.runners_up:
        console.print("\n[bold]Not among the three[/]", highlight=False)
    for runner_up in found.runners_up:
        console.print(
            f"  [dim]{runner_up.score:.3f}[/] {shown(runner_up.record.title)} "
            f"[cyan]{shown(runner_up.record.id)}[/]: {shown(runner_up.why_not)}",
            highlight=False,
        )
    for gated in found.gated[:3]:
        console.print(
            f"  [dim]held back: {shown(gated.record.title)}: {shown(gated.reason)} "
            f"({shown(gated.remedy)})[/]",
            highlight=False,
        )


def _print_pick(console: Console, pick: Pick) -> None:
    record = pick.record
    kind = pick.kind.value.replace("-", " ").capitalize()
    console.print(
        f"\n[bold]{kind}: {shown(record.title)}[/]  [dim]{pick.score:.3f} "
        f"({pick.low:.2f} to {pick.high:.2f})[/]",
        highlight=False,
    )
    licence = record.licence.named
    console.print(f"   {shown(pick.why)}", highlight=False)
    console.print(f"   [cyan]{shown(record.id)}[/]  {shown(licence)}", highlight=False)
    for reason in pick.reasons[:REASONS_SHOWN]:
        place = reason.evidence[0]
        console.print(
            f"   {reason.contribution:+.3f} {shown(reason.text)}  "
            f"[dim]{shown(place.path)}:{place.first_line}[/]",
            highlight=False,
        )
    for caveat in pick.caveats:
        console.print(f"   [yellow]![/] {shown(caveat.text)}", highlight=False)
