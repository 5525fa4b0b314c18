"""The language of the window."""

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from modelpost.store.resources import resource_path

LANGUAGES = [("", "System"), ("en", "English"), ("zh_CN", "简体中文")]


class Language:
    """The catalogue in force: what is built from now on speaks it."""

    def __init__(self, application: QCoreApplication) -> None:
        self._application = application
        self._translators: list[QTranslator] = []
        self.spoken = ""

    def speak(self, language: str) -> None:
        """Translate into a language, that of the system where it has no name."""
        self.spoken = language
        self.forget()
        locale = QLocale(language) if language else QLocale.system()
        QLocale.setDefault(locale)
        translator = QTranslator()
        folder = str(resource_path("i18n"))
        if locale.language() != QLocale.Language.English and translator.load(locale, "modelpost", "_", folder):
            self._application.installTranslator(translator)
            self._translators.append(translator)

    def forget(self) -> None:
        """Translate no more."""
        for translator in self._translators:
            self._application.removeTranslator(translator)
        self._translators.clear()
