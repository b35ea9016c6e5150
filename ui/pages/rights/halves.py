"""The views of a case as a line of buttons, of which one is pressed. Knows no case."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from ui.widgets.parts import button, row


class Halves(QWidget):
    """`turn` gets the word of the one that was pressed."""

    def __init__(self, words: Sequence[str], turn: Callable[[str], object]) -> None:
        super().__init__()
        self.buttons = {word: button(word, lambda word=word: turn(word), "half") for word in words}
        across = row(self, 4, (16, 0, 16, 0))
        for half in self.buttons.values():
            half.setCheckable(True)
            across.addWidget(half)
        across.addStretch(1)

    def press(self, word: str) -> None:
        """This one is in front."""
        for title, half in self.buttons.items():
            half.setChecked(title == word)

    def show_count(self, word: str, count: int) -> None:
        """How many there are behind one, if any."""
        self.buttons[word].setText(f"{word} {count}" if count else word)

    def offer(self, word: str, on: bool) -> None:
        """Whether there is this one at all."""
        self.buttons[word].setVisible(on)

    def enable(self, on: bool) -> None:
        """Whether any may be pressed."""
        for half in self.buttons.values():
            half.setEnabled(on)
