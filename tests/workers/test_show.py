"""Names come from strangers: what they hold must not steer a terminal or a spreadsheet."""

from __future__ import annotations

import pytest

from workers.commands import _show


@pytest.mark.parametrize("text", ["\x1b[31mred", "a\x07b", "a\rb", "a\u202egnp.exe", "\x9b2J", "\u2066x"])
def test_control_characters_are_made_visible(text):
    assert "\N{REPLACEMENT CHARACTER}" in _show.clean(text)
    assert not any(ord(sign) < 32 or 0x7F <= ord(sign) < 0xA0 for sign in _show.clean(text))


def test_markup_in_a_name_is_only_text(capsys):
    _show.table(("name",), [("[bold red]Acme[/bold red] :smile:",)])
    assert "[bold red]Acme[/bold red] :smile:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "cell"),
    [("=1+1", "'=1+1"), ("+49 30", "'+49 30"), ("@x", "'@x"), ("-3.5", "-3.5"), ("Acme", "Acme"), (None, ""), (7, "7")],
)
def test_cells_of_a_spreadsheet(value, cell):
    assert _show.cell(value) == cell
