"""The page shown while no account is in use."""

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gui.languages import LANGUAGES, SOURCE_LANGUAGE
from gui.signals import Signal
from gui.views.icons import app_icon
from gui.views.parts import with_object_name
from gui.views.sign_in_form import SignInForm

_ICON_PX = 56
_WIDTH = 62
"""In digits of the font."""
_TITLE_SCALE = 1.6


class SignInPage(QScrollArea):
    """Welcomes the user and asks for a sign-in. GUI thread."""

    demo_requested = Signal()
    language_chosen = Signal(str)
    """Language code."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = SignInForm()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        picture = QLabel()
        picture.setPixmap(app_icon().pixmap(_ICON_PX))
        title = QLabel("SMSC Tasks")
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * _TITLE_SCALE)
        title.setFont(font)
        welcome = QLabel(
            self.tr("Shows the export tasks of your SMS Centre account, and brings their reports to this computer.")
        )
        demo = QPushButton(self.tr("Look around with example data"))
        demo.setObjectName("demoButton")
        demo.setAutoDefault(False)
        demo.clicked.connect(self.demo_requested)
        languages = QMenu(self)
        for code, language in LANGUAGES.items():
            languages.addAction(language.name).setData(code)
        languages.triggered.connect(self._on_language)
        in_use = LANGUAGES.get(QLocale().name().partition("_")[0], LANGUAGES[SOURCE_LANGUAGE])
        language_button = with_object_name(QPushButton(in_use.name), "languageButton")
        language_button.setAccessibleName(self.tr("Language"))
        language_button.setAutoDefault(False)
        language_button.setFlat(True)
        language_button.setMenu(languages)
        column = QVBoxLayout()
        column.addStretch(1)
        for widget in (picture, title):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        welcome.setWordWrap(True)
        welcome.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(welcome)
        column.addSpacing(12)
        column.addWidget(self.form)
        column.addSpacing(12)
        column.addWidget(demo, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(12)
        column.addWidget(language_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        card = QWidget()
        card.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * _WIDTH)
        card.setLayout(column)
        page = QWidget()
        centre = QVBoxLayout(page)
        centre.addWidget(card, 1, Qt.AlignmentFlag.AlignHCenter)
        self.setWidget(page)

    @Slot(QAction)
    def _on_language(self, action: QAction) -> None:
        self.language_chosen.emit(action.data())
