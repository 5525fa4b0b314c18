"""The name that an answer gives to the file in it."""

import pytest

from modelpost.core.disposition import file_name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="a report.pdf"', "a report.pdf"),
        ("attachment; filename=report.pdf", "report.pdf"),
        ('inline; FileName="a.txt"; size=3', "a.txt"),
        (r'attachment; filename="a\"b;c.txt"', 'a"b;c.txt'),
        ("attachment; filename=plain.txt; filename*=UTF-8''%e2%82%ac.txt", "€.txt"),
        ("attachment; filename*=iso-8859-1'en'%A3.txt", "£.txt"),
        ("attachment; filename*=UTF-8''%ff.txt; filename=plain.txt", "plain.txt"),
        ("attachment; filename*=koi8-r''%ff.txt; filename=plain.txt", "plain.txt"),
        ('attachment; filename="one.txt"; filename="two.txt"', "one.txt"),
        ('attachment; filename="花.jpg"', "花.jpg"),
        ("attachment", ""),
        ("", ""),
    ],
)
def test_the_name_is_read_as_it_stands_there(header: str, name: str) -> None:
    assert file_name(header) == name
