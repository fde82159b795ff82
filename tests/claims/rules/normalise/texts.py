"""Text that hypothesis draws for the normal forms: anything, and the characters that make trouble."""

from hypothesis import strategies as st

#: Lone surrogates, controls, zero-width, bidi, fillers, jamo of every kind, full-width, casefolding oddities.
TROUBLE = (
    "\ud800\udfff\x00\x1b\x85\n\t\u200b\u200d\u2060\ufeff\u202e\u2066\u00ad\u034f\ufe0f\u3164\u1160\uffa0"
    "\u1100\u1161\u11a8\u3131\u314f\uffa1\ua960\ud7b0가홍ㆍ·Ａａｂßŉİıΐﬀǅé́\u0301\u0323\u3000\u00a0\u00a8´’ aA1@.。"
    "+-０ １"
)
any_text = st.text(st.one_of(st.characters(), st.sampled_from(TROUBLE)), max_size=60)
invisible = st.text(
    st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202e\u2066\u2069\u00ad"), max_size=3
)
