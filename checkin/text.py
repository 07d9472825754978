"""Mark sentences for translation where Flask is out of reach.

The source language is Indonesian; English is a catalogue. Pure modules mark a sentence here and the
shell that shows it translates it, so that no rule depends on who is reading.
"""


def mark(sentence: str) -> str:
    """Return the Indonesian `sentence` unchanged; the extractor finds it by this call."""
    return sentence
