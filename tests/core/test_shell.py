"""Command lines as shells read them: a real shell is the truth for POSIX quoting."""

import shlex
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelpost.core.failures import FormatTrouble
from modelpost.core.shell import Command, Dialect, Word, commands, dialect_of

arguments = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20), min_size=1, max_size=5
)


def words(text: str, dialect: Dialect = Dialect.POSIX) -> list[str]:
    return [word.text for command in commands(text, dialect) for word in command.words]


@given(arguments)
def test_what_is_quoted_is_read_back(given_arguments: list[str]) -> None:
    assert words(shlex.join(given_arguments)) == given_arguments


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(["a", " ", "'", '"', "\\", "b c", "\\\n", "'x y'", '"p\\"q"', "#", "1", "\\ "]), max_size=12
    )
)
def test_a_shell_reads_the_same_words(pieces: list[str]) -> None:
    text = "".join(pieces)
    shell = shutil.which("sh")
    assert shell is not None
    script = f"show() {{ for word; do printf '%s\\0' \"$word\"; done; }}\nshow {text}\n"
    shown = subprocess.run([shell, "-c", script], capture_output=True, check=False)

    if shown.returncode == 0 and not shown.stderr:
        assert words(f"show {text}")[1:] == shown.stdout.decode().split("\0")[:-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a  b\tc", ["a", "b", "c"]),
        ("'a b'\"c d\"e", ["a bc de"]),
        ("a '' \"\"", ["a", "", ""]),
        (r"a\ b \'", ["a b", "'"]),
        (r'"\$x \q \" \\"', [r'$x \q " ' + "\\"]),
        ("a \\\n b", ["a", "b"]),
        ("a \\  \r\n b", ["a", "b"]),
        ("a # b", ["a"]),
        ("a#b", ["a#b"]),
        (r"$'a\tb\'c\x41\101\u00e9\\'", ["a\tb'cAA\u00e9\\"]),
        (r"$'\xe8\x8a\xb1 \ud83d\ude00 \xff \q'", ["花 😀 \ufffd \\q"]),
        ('$"x"', ["x"]),
        ("a\r\n", ["a"]),
    ],
)
def test_posix_quoting_is_undone(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a "b c" d', ["a", "b c", "d"]),
        (r'"a\"b" "c\\" d\e', ['a"b', "c\\", r"d\e"]),
        (r'C:\new\x.png "C:\a b\\"', [r"C:\new\x.png", "C:\\a b\\"]),
        ("a ^\n b", ["a", "b"]),
        ('^"a^&b^" ^^ "c^d"', ["a&b", "^", "c^d"]),
        ('^"^{^\\^"k^\\^": 1^}^"', ['{"k": 1}']),
        ('^"a^\n\nb^"', ["a\nb"]),
        ('"a""b"', ['a"b']),
        ("it's", ["it's"]),
        ("100%20", ["100%20"]),
    ],
)
def test_quoting_of_the_command_prompt_is_undone(text: str, expected: list[str]) -> None:
    assert words(text, Dialect.CMD) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a 'it''s' \"b`n\"\"c\"", ["a", "it's", 'b\n"c']),
        ("a `\n b", ["a", "b"]),
        ('"`$x $env:HOME ${y}"', ["$x {{HOME}} {{y}}"]),
        ("'$x' '{\\\"a\\\": 1}'", ["$x", '{"a": 1}']),
        ("a`&b # c", ["a&b"]),
    ],
)
def test_quoting_of_powershell_is_undone(text: str, expected: list[str]) -> None:
    assert words(text, Dialect.POWERSHELL) == expected


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("curl 'x' \\\n -d y", Dialect.POSIX),
        ("curl http://host", Dialect.POSIX),
        ('curl "x" ^\n -d y', Dialect.CMD),
        ('curl ^"x^"', Dialect.CMD),
        (r"curl -F a=@C:\x.png host", Dialect.CMD),
        ('curl.exe -d "{}" host', Dialect.CMD),
        ("curl.exe -d '{}' host", Dialect.POWERSHELL),
        ("curl 'x' `\n -d y", Dialect.POWERSHELL),
        ("curl -d 'a ^\" b' host", Dialect.CMD),
    ],
)
def test_the_dialect_is_told_by_its_marks(text: str, dialect: Dialect) -> None:
    assert dialect_of(text) is dialect


def test_variables_become_placeholders_and_substitutions_stay() -> None:
    (command,) = commands("\"$a${b} $(date +%s) `id` \\$c $1\" '$d'", Dialect.POSIX)

    assert command.words[0].text == "{{a}}{{b}} $(date +%s) `id` $c $1"
    assert command.words[0].variables == ("a", "b")
    assert command.words[0].unresolved == ("$(date +%s)", "`id`")
    assert command.words[1] == Word("$d", 1, 34)


def test_words_know_where_they_begin() -> None:
    (command,) = commands("one \\\n  'two'", Dialect.POSIX)

    assert [(word.line, word.column) for word in command.words] == [(1, 1), (2, 3)]


def test_operators_divide_commands() -> None:
    found = commands("a 1 && b | c; d &\ne (f)", Dialect.POSIX)

    assert [([word.text for word in command.words], command.end) for command in found] == [
        (["a", "1"], "&&"),
        (["b"], "|"),
        (["c"], ";"),
        (["d"], "&"),
        (["e"], "("),
        (["f"], ")"),
    ]


def test_redirections_are_no_arguments() -> None:
    (command,) = commands("a > out.txt 2>&1 < in.txt b2>err &>all", Dialect.POSIX)

    assert [word.text for word in command.words] == ["a", "b2"]
    assert command.redirections == ("> out.txt", "2>&1", "< in.txt", "> err", "&> all")


@pytest.mark.parametrize(
    ("text", "stdin"),
    [
        ("a <<EOF\n1 $x\n2\nEOF\nb", "1 {{x}}\n2\n"),
        ("a <<'EOF' | c\n$x \\\\\nEOF\nb", "$x \\\\\n"),
        ("a <<-EOF\n\t1\n\tEOF\nb", "1\n"),
        ("a <<EOF\nnever ended", "never ended\n"),
        ("a <<< 'x y'", "x y\n"),
    ],
)
def test_here_documents_are_what_a_command_reads(text: str, stdin: str) -> None:
    read = commands(text, Dialect.POSIX)[0].stdin

    assert read is not None
    assert read.text == stdin


def test_an_empty_text_has_no_command() -> None:
    assert commands(" \n # nothing\n") == ()
    assert commands("a") == (Command((Word("a"),)),)


@pytest.mark.parametrize("text", ["'a", '"a', "$'a", "`a", "a \"b 'c"])
def test_an_open_quote_is_refused(text: str) -> None:
    with pytest.raises(FormatTrouble) as caught:
        commands(text, Dialect.POSIX)

    assert caught.value.line == 1
    assert caught.value.column > 0


@given(st.text("'\"\\^`$ \n<&|(){}a1%", max_size=40), st.sampled_from(Dialect))
def test_whatever_is_pasted_is_read_or_refused(text: str, dialect: Dialect) -> None:
    try:
        found = commands(text, dialect)
    except FormatTrouble:
        found = ()

    assert all(command.words for command in found)
