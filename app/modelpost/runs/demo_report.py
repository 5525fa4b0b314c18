"""What a demo showed, as one page that needs nothing but a browser: inputs, answers as pictures, times, the request."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from modelpost.core.text import Message
from modelpost.runs.report import HEAD, STYLE, About, Say

_COLORS = ("#1846A5", "#C07519", "#169C8C", "#882853", "#986FC8", "#604E00")
_INKS = ("#FFFFFF", "#161A22", "#161A22", "#FFFFFF", "#161A22", "#FFFFFF")
_LONGEST_INPUT = 4_000
_OWN_STYLE = (
    "section{border-top:1px solid var(--line);margin-top:32px;padding-top:8px;break-inside:avoid}"
    ".answer{font-size:22px;margin:4px 0}svg.shown{width:100%;height:auto;max-height:560px;border-radius:8px}"
)


@dataclass(frozen=True, slots=True)
class ReportedBox:
    """A box over a picture, in its pixels. `color` numbers the classes from 0."""

    label: str
    score: str
    x: float
    y: float
    width: float
    height: float
    color: int


@dataclass(frozen=True, slots=True)
class ReportedSample:
    """One sample and its answer. `picture` is a JPEG of what has `size` pixels; `lines` are labels and values."""

    name: str
    seconds: float | None = None
    answer: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    text: str = ""
    trouble: str = ""
    sent: str = field(default="", repr=False)
    picture: bytes = field(default=b"", repr=False)
    size: tuple[int, int] = (1, 1)
    boxes: tuple[ReportedBox, ...] = ()


def as_demo_page(about: About, subtitle: str, samples: tuple[ReportedSample, ...], say: Say = str) -> Iterator[str]:
    """Yield the page. Nothing in it is loaded from elsewhere, and there are no scripts."""
    yield HEAD.format(title=escape(about.title), style=STYLE + _OWN_STYLE)
    yield f"<main><h1>{escape(about.title)}</h1>"
    facts = [text for text in (subtitle, about.when, about.version) if text]
    yield f"<p class=facts>{escape(' · '.join(facts))}</p>" if facts else ""
    for number, sample in enumerate(samples, 1):
        yield from _section(sample, sample.name or str(number), say)
    yield f"<h2>{escape(say(Message('The request')))}</h2><pre>{escape(about.request)}</pre></main></body></html>"


def _section(sample: ReportedSample, name: str, say: Say) -> Iterator[str]:
    yield f"<section><h2>{escape(name)}</h2>"
    if sample.picture:
        yield _picture(sample, name)
    elif sample.sent:
        yield f"<pre>{escape(sample.sent[:_LONGEST_INPUT])}</pre>"
    if sample.trouble:
        yield f"<p class=err>{escape(sample.trouble)}</p>"
    elif sample.seconds is None:
        yield f"<p class=muted>{escape(say(Message('This sample was not run.')))}</p>"
    if sample.answer:
        yield f"<p class=answer><b>{escape(sample.answer)}</b></p>"
    if sample.text:
        yield f"<pre>{escape(sample.text)}</pre>"
    if sample.lines:
        rows = "".join(f"<tr><td>{escape(a)}</td><td class=n>{escape(b)}</td></tr>" for a, b in sample.lines)
        yield f"<table>{rows}</table>"
    if sample.seconds is not None:
        took = say(Message("Answered in {n} seconds", n=f"{sample.seconds:.2f}"))
        yield f"<p class=muted>{escape(took)}</p>"
    yield "</section>"


def _picture(sample: ReportedSample, name: str) -> str:
    """Return the picture with its boxes as a drawing, which prints sharply at any size."""
    width, height = sample.size
    unit = max(width, height) / 640
    encoded = b64encode(sample.picture).decode("ascii")
    boxes = "".join(_box(box, unit) for box in sample.boxes)
    described = ", ".join(f"{box.label} {box.score}".strip() for box in sample.boxes)
    title = escape(f"{name}: {described}" if described else name)
    return (
        f'<svg class=shown viewBox="0 0 {width} {height}" role="img" aria-label="{title}"><title>{title}</title>'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{encoded}"/>{boxes}</svg>'
    )


def _box(box: ReportedBox, unit: float) -> str:
    color, ink = _COLORS[box.color % len(_COLORS)], _INKS[box.color % len(_INKS)]
    label = f"{box.label} {box.score}".strip()
    size, wide = 11 * unit, (6.4 * len(label) + 8) * unit
    top = max(0.0, box.y - 16 * unit)
    frame = f'x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" fill="none"'
    return (
        f'<rect {frame} stroke="#fff" stroke-width="{4 * unit:.2f}"/>'
        f'<rect {frame} stroke="{color}" stroke-width="{2.2 * unit:.2f}"/>'
        f'<rect x="{box.x:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{15 * unit:.1f}" rx="{3 * unit:.1f}" '
        f'fill="{color}"/><text x="{box.x + 4 * unit:.1f}" y="{top + 11.5 * unit:.1f}" font-size="{size:.1f}" '
        f'font-family="system-ui,sans-serif" font-weight="600" fill="{ink}">{escape(label)}</text>'
    )
