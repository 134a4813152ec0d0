"""The language of the user interface: the system's or the chosen one."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from gui.languages import SOURCE_LANGUAGE
from gui.storage.paths import resource


def install(language: str) -> None:
    """Load the catalogues for a language code, "" for the system's, in place of those before; English if there is none.

    Numbers and dates follow the language too. Windows show it that are created from then on.
    """
    locale = QLocale(language) if language else QLocale.system()
    QLocale.setDefault(locale)
    application = QCoreApplication.instance()
    assert application is not None
    for earlier in application.findChildren(QTranslator):
        application.removeTranslator(earlier)
        earlier.deleteLater()
    qts_own = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ours = str(resource("i18n"))
    for name, folder in (("qtbase", qts_own), ("smsc-tasks", ours)):
        translator = QTranslator(application)
        if translator.load(locale, name, "_", folder) or (
            name == "smsc-tasks" and translator.load(QLocale(SOURCE_LANGUAGE), name, "_", folder)
        ):
            application.installTranslator(translator)
