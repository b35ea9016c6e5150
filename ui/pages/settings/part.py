"""What every part of the settings is made of: a white card with a title, one sentence, a bar, and its own widgets."""

from PySide6.QtWidgets import QFrame, QSizePolicy

from ui.widgets.notes import Bar
from ui.widgets.parts import column, label


class Part(QFrame):
    """One part. `fills`: it takes the whole height and scrolls by itself."""

    fills = False

    def __init__(self, title: str, text: str = "") -> None:
        super().__init__()
        self.setObjectName("card")
        self.bar = Bar()
        self.body = column(spacing=12)
        layout = column(self, 12, (24, 16, 24, 20))
        layout.addWidget(label(title, "section"))
        if text:
            layout.addWidget(label(text, "second", wrap=True))
        layout.addWidget(self.bar)
        layout.addLayout(self.body, 1)
        if not self.fills:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
