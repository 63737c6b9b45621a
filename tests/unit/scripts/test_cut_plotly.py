"""A bundle of our own in the form that the cut expects: what is drawn stays, the rest goes."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]
HINT = "//# allFunctionsCalledOnLoad\n"
HEAD = '"use strict";var Plotly=(()=>{var X=(e,t)=>()=>t.exports,used=1'
DOTS = ';var dots=X((e,t)=>{t.exports={moduleType:"trace",name:"dots",plot:paint()}})'
DOTS_PAGE = ";var dotsPage=X((e,t)=>{t.exports=dots()})"
BARS = ';var bars=X((e,t)=>{t.exports={moduleType:"trace",name:"bars",plot:hatch()}})'
PAINT = ";var paint=X((e,t)=>{t.exports=42})"
HATCH = ";var hatch=X((e,t)=>{t.exports=43})"
CORE = ";var core=X(e=>{e.register=()=>1})"
LAST = (
    ";var last=X((e,t)=>{var c=core();c.register([dotsPage(),bars()]);t.exports=c});"
    "return last();})();"
)
BUNDLE = HEAD + PAINT + HATCH + DOTS + DOTS_PAGE + BARS + CORE + LAST


@pytest.fixture(scope="module")
def cutter() -> ModuleType:
    spec = importlib.util.spec_from_file_location("cut_plotly", ROOT / "scripts" / "cut_plotly.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["cut_plotly"] = module
    spec.loader.exec_module(module)
    return module


def test_only_the_traces_that_are_drawn_stay(cutter: ModuleType) -> None:
    found = cutter.cut(BUNDLE, frozenset({"dots"}))
    assert found == HINT + HEAD + PAINT + DOTS + DOTS_PAGE + CORE + LAST.replace(",bars()", "")


def test_all_traces_are_the_whole_bundle(cutter: ModuleType) -> None:
    assert cutter.cut(BUNDLE, frozenset({"dots", "bars"})) == HINT + BUNDLE


@pytest.mark.parametrize("text", ["", "var x=1", BUNDLE.replace("register", "enroll")])
def test_another_file_is_refused(cutter: ModuleType, text: str) -> None:
    with pytest.raises(cutter.NotThisBundleError):
        cutter.cut(text, frozenset({"dots"}))


def test_a_trace_that_is_not_there_is_refused(cutter: ModuleType) -> None:
    with pytest.raises(cutter.NotThisBundleError, match="sparks"):
        cutter.cut(BUNDLE, frozenset({"sparks"}))
