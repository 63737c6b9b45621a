"""Variables of a TensorFlow 1 graph are read before they are initialised.

A session knows no values until the initialiser has run. It covers the variables that exist when it
is made: an optimiser's own, added later, stay empty, and the first step fails.

Bad:

    import tensorflow.compat.v1 as tf
    w = tf.Variable(tf.zeros([784, 10]))
    with tf.Session() as session:
        print(session.run(w))

Good:

    import tensorflow.compat.v1 as tf
    w = tf.Variable(tf.zeros([784, 10]))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(session.run(w))

Programs that restore a checkpoint, or leave the session to a library, are left alone. Blind to
what functions of other files do.

Sources: the documentation of tf.compat.v1.global_variables_initializer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Assignment
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.flow import keeper, names_in, same_round
from acumen.faults.rule import Rule, at
from acumen.faults.sessions import behind, runs, sessions, tf1_name
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU509",
    name="variables-not-initialised",
    kind=RuleKind.FAULT,
    leaves=("api.global_init",),
    frameworks=("tensorflow",),
    confidence=Confidence.HIGH,
    fix="Make tf.global_variables_initializer() after everything else, and run it first.",
)

_INITIALISERS = ("global_variables_initializer", "initialize_all_variables")
_MAKES_VARIABLES = re.compile(
    r"(?:Variable|get_variable|layers\.(?!Input)\w+|contrib\.layers\.\w+|contrib\.slim\.\w+"
    r"|nn\.rnn_cell\.\w+|contrib\.rnn\.\w+)$"
)
_TRAINS = re.compile(r"train\.\w+Optimizer\.(?:minimize|apply_gradients)$")
_KEEPS_STATE = re.compile(
    r"train\.(?:Adam|Momentum|RMSProp|Adagrad|Adadelta|Ftrl)Optimizer\.minimize$"
)
_ELSEWHERE = re.compile(  # of the last part of a name
    r"(?:^|_)init(?:ialise|ialize)?(?!ializer)(?:_\w+|vars|Vars)?$|variables_initializer|restore"
    r"|^load(?!_data|txt|_digits|_iris|_boston|_image|_img|_csv|_mnist)|[Ss]upervisor"
    r"|MonitoredTrainingSession|import_meta_graph|import_graph_def|enable_eager|enable_v2"
    r"|[Ee]stimator|saved_model|set_session|get_session|train_and_evaluate|train_loop"
)


def check(subject: Subject) -> Iterator[Finding]:
    made = list(sessions(subject))
    if not made:
        return
    initialisers = [s for s in subject.named(*_INITIALISERS) if tf1_name(s.qualified)]
    if initialisers:
        for site in initialisers:
            yield _when_made(subject, site, initialisers)
        return
    if not any(_makes_variable(site) for site in subject.program.calls()):
        return
    if not subject.wholly_read or _elsewhere(subject):
        yield RULE.unknown("variables may be given values in another way", at(made[0]))
        return
    for site in runs(subject):
        if variable := _variable_behind(subject, site):
            message = f"{variable.target} reads variables and no initialiser is made"
            yield RULE.present(message, at(site), subject.place(site.path, variable))
            return
    yield RULE.unknown("what the session runs is not followed", at(made[0]))


def _variable_behind(subject: Subject, site: ResolvedCall) -> Assignment | None:
    """A variable, or the training of some, that what ``site`` fetches depends on."""
    for item in behind(subject, site, subject.argument(site, "fetches", 0)):
        callee = item.value.partition("(")[0].strip()
        name = tf1_name(subject.meaning(site.path, callee, item.start))
        if _MAKES_VARIABLES.match(name) or _TRAINS.match(name):
            return item
    return None


def _makes_variable(site: ResolvedCall) -> bool:
    return bool(_MAKES_VARIABLES.match(tf1_name(site.qualified)))


def _elsewhere(subject: Subject) -> bool:
    """Whether anything is called or read that may give values to variables, out of sight.

    What functions of the program do is seen: their own calls are looked at instead.
    """
    return any(_may_give_values(subject, site) for site in subject.program.calls())


def _may_give_values(subject: Subject, site: ResolvedCall) -> bool:
    last = site.call.callee.rpartition(".")[2]
    if ".initializer" in site.call.arguments and "iter" not in site.call.arguments:
        return True
    if last == "__init__" or not _ELSEWHERE.search(last):
        return False
    return not any(
        definition.name.rpartition(".")[2] == last
        for path in subject.program.paths
        for definition in subject.program.modules[path].definitions
    )


def _when_made(subject: Subject, site: ResolvedCall, initialisers: list[ResolvedCall]) -> Finding:
    """Whether the initialiser is run, and whether variables are made after it."""
    item = keeper(subject, site)
    name = item.target.strip() if item is not None else ""
    if subject.is_statement(site) or (name.isidentifier() and not _is_used(subject, site, name)):
        if len(initialisers) > 1:
            return RULE.unknown("another initialiser may be run", at(site))
        return RULE.present("the initialiser is made and never run", at(site))
    later = next(
        (
            other
            for other in subject.calls(site.path, site.call.end)
            if (_makes_variable(other) or _KEEPS_STATE.match(tf1_name(other.qualified)))
            and same_round(subject, site.path, site.call.start, other.call.start)
        ),
        None,
    )
    if later is None or not name.isidentifier():
        return RULE.absent("the initialiser is made after the variables, and used", at(site))
    if any(
        other.path == site.path and other.call.start > later.call.start for other in initialisers
    ):
        return RULE.absent("another initialiser follows", at(site))
    if _elsewhere_than_initialisers(subject, initialisers):
        return RULE.unknown("later variables may be given values in another way", at(site))
    what = later.call.callee.rpartition(".")[2]
    return RULE.present(f"{what} makes variables after the initialiser", at(site), at(later))


def _elsewhere_than_initialisers(subject: Subject, initialisers: list[ResolvedCall]) -> bool:
    known = {id(site.call) for site in initialisers}
    return any(
        id(site.call) not in known and _may_give_values(subject, site)
        for site in subject.program.calls()
    )


def _is_used(subject: Subject, site: ResolvedCall, name: str) -> bool:
    """Whether the name of the initialiser comes up again."""
    for other in subject.calls(site.path):
        if other.call.start != site.call.start and (
            other.call.callee.startswith(f"{name}.") or name in names_in(other.call.arguments)
        ):
            return True
    facts = subject.program.modules[site.path]
    in_value = any(name in names_in(a.value) for a in facts.assignments if a.start > site.call.end)
    return in_value or any(name in names_in(r.value) for r in facts.returns)
