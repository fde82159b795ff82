def prose(text: str) -> str:
    """Wrapped source text as people read it: single line breaks are spaces, blank lines part paragraphs."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))
