"""Tables for people and for RESULTS.md alike: Markdown whose columns line up."""

from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table; numbers stand to the right. Every row has as many cells as the head."""
    cells = [[_text(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    right = [all(_is_number(row[place]) for row in rows) and bool(rows) for place in range(len(head))]

    def line(row: Sequence[str]) -> str:
        aligned = [
            cell.rjust(width) if numbers else cell.ljust(width)
            for cell, width, numbers in zip(row, widths, right, strict=True)
        ]
        return "| " + " | ".join(aligned) + " |"

    rule = (
        "|"
        + "|".join("-" * (width + 1) + (":" if numbers else "-") for width, numbers in zip(widths, right, strict=True))
        + "|"
    )
    return "\n".join([line(head), rule, *map(line, cells)])


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) or cell is None


def _text(cell: object) -> str:
    """Four decimals for shares, one for the rest; "–" for what was not measured."""
    if cell is None:
        return "–"
    if isinstance(cell, bool | str):
        return str(cell)
    if isinstance(cell, float):
        return f"{cell:.4f}" if abs(cell) <= 1 else f"{cell:,.1f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
