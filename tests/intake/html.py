"""What a test asks of a page: its title, its forms, its links, and whether its ids and labels hold together."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse


class Parsed(HTMLParser):
    """One page, read as a browser with JavaScript off reads it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title = ""
        self.text = ""
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        self._open.append(tag)
        self.text += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "title" in self._open:
            self.title += data
        self.text += data

    def all(self, *names: str) -> list[dict[str, str]]:
        """The attributes of every element of these names."""
        return [attributes for tag, attributes in self.tags if tag in names]

    def inputs(self) -> dict[str, dict[str, str]]:
        """Inputs that are typed into, by name."""
        return {
            a["name"]: a for a in self.all("input", "textarea") if a.get("type") not in {"hidden", "radio", "checkbox"}
        }

    def checked(self) -> set[tuple[str, str]]:
        """(name, value) of every ticked box and chosen answer."""
        return {(a["name"], a["value"]) for a in self.all("input") if "checked" in a}

    def hidden(self) -> dict[str, str]:
        """Values of the hidden inputs by name."""
        return {a["name"]: a["value"] for a in self.all("input") if a.get("type") == "hidden"}

    def links(self) -> list[str]:
        """Where the page leads."""
        return [a["href"] for a in self.all("a")]

    def ids(self) -> list[str]:
        """Every id, in order."""
        return [attributes["id"] for _tag, attributes in self.tags if "id" in attributes]


def parsed(response: HttpResponse | Any) -> Parsed:
    """Read a response."""
    return Parsed(response.content.decode())
