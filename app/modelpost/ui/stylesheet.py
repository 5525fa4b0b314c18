"""The one stylesheet, generated from the colour tokens."""

import re
from collections.abc import Callable

_SHEET = """
QWidget { outline: 0; }
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 4px 6px; }
QMainWindow, QDialog { background: @surface; }
[ground="window"] { background: @window; }
[ground="surface"] { background: @surface; }
[ground="sunken"] { background: @sunken; }
[ink="muted"] { color: @muted; }
[ink="text2"] { color: @text2; }
[ink="err"] { color: @err; }
[ink="warn"] { color: @warn; }
[ink="ok"] { color: @ok; }
[ink="accentText"] { color: @accentText; }
QMenu { background: @raised; color: @text; border: 1px solid @border; border-radius: 8px; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 4px; margin: 1px 0; }
QMenu::item:selected { background: @hover; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 6px; }
QMenuBar { background: @window; }
QMenuBar::item { padding: 6px 10px; border-radius: 6px; background: transparent; }
QMenuBar::item:selected { background: @hover; }
QLineEdit, QSpinBox, QDoubleSpinBox { background: @surface; color: @text; border: 1px solid @border; border-radius: 6px;
  padding: 0 8px; min-height: %30px; selection-background-color: @selected; selection-color: @text; }
QSpinBox, QDoubleSpinBox { padding: 0 24px 0 0; max-height: %30px; }
QAbstractSpinBox > QLineEdit, QAbstractSpinBox > QLineEdit:focus { border: 0; padding: 0 8px; min-height: 0;
  background: transparent; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: 0; width: 24px; background: transparent; }
QAbstractSpinBox::up-arrow, QAbstractSpinBox::down-arrow { image: none; width: 0; height: 0; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus { border: 1px solid @focus; }
QLineEdit:disabled { color: @disabled; background: @sunken; }
QLineEdit[trouble="true"], QSpinBox[trouble="true"] { border: 1px solid @errFill; }
QLineEdit[compact="true"] { min-height: %26px; max-height: %26px; }
QLineEdit > QToolButton { min-width: 0; min-height: 0; border: 0; }
QLineEdit[bare="true"] { border: 0; background: transparent; padding: 0; }
QPushButton { background: @surface; color: @text; border: 1px solid @border; border-radius: 6px; padding: 0 12px;
  min-height: %30px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @selected; }
QPushButton:disabled { color: @disabled; }
QPushButton[compact="true"] { min-height: %26px; padding: 0 10px; }
QPushButton[look="primary"] { background: @accent; color: @onAccent; border: 1px solid @accent; }
QPushButton[look="primary"]:hover { background: @accentHover; border-color: @accentHover; }
QPushButton[look="primary"]:pressed { background: @accentPress; }
QPushButton[look="primary"]:disabled { background: @track; color: @disabled; border-color: @track; }
QPushButton[look="flat"] { border: 1px solid transparent; background: transparent; }
QPushButton[look="flat"]:hover { background: @hover; }
QPushButton[look="link"] { border: 0; background: transparent; color: @accentText; padding: 0 2px; min-height: %20px; }
QPushButton[look="link"]:hover { text-decoration: underline; }
QPushButton[stage="large"] { min-height: %54px; border-radius: 10px; }
QPushButton#demoAdd { min-height: %80px; max-height: %80px; }
QPushButton[stage="usual"] { min-height: %38px; border-radius: 8px; }
QToolButton { border: 1px solid transparent; border-radius: 6px; background: transparent; color: @text; padding: 0;
  min-width: %28px; min-height: %28px; }
QToolButton[stage="usual"] { min-width: %38px; min-height: %38px; }
QLineEdit[stage="usual"], QSpinBox[stage="usual"], QDoubleSpinBox[stage="usual"], QComboBox[stage="usual"] {
  min-height: %44px; max-height: %44px; border-radius: 8px; padding: 0 12px; }
QToolButton:hover { background: @hover; }
QToolButton:pressed, QToolButton:checked { background: @selected; }
QToolButton::menu-indicator { image: none; }
QComboBox { background: @surface; color: @text; border: 1px solid @border; border-radius: 6px; padding: 0 24px 0 10px;
  min-height: %30px; }
QComboBox:hover { background: @hover; }
QComboBox:focus { border: 1px solid @focus; }
QComboBox[compact="true"] { min-height: %26px; }
QComboBox[flat="true"] { border: 1px solid transparent; background: transparent; }
QComboBox::drop-down { border: 0; width: 22px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: @raised; color: @text; border: 1px solid @border; border-radius: 6px;
  padding: 4px; selection-background-color: @hover; selection-color: @text; }
QListView[popup="true"] { background: @raised; color: @text; border: 1px solid @border; padding: 4px;
  selection-background-color: @hover; selection-color: @text; }
QTableView#responseHeaders::item, QTableView#cookieTable::item, QTableView#responseCookies::item,
QTableView#streamTable::item, QTableView#talkTable::item, QTableView#effectiveHeaders::item,
QTableView#comparePairs::item, QTableView#secretsTable::item, QTableView#responseChanges::item,
QTableView#responseRows::item, QTableView#treeTable::item, QTableView#trashTable::item,
QTableView#resultTable::item, QTreeView#textLines::item { padding: 0 8px; }
QTreeView#responseTree::item { padding: 0 8px 0 4px; min-height: %26px; }
QTreeView#responseTree::item:selected { background: @selected; }
QTableView#responseHeaders::item:selected, QTableView#cookieTable::item:selected,
QTableView#responseCookies::item:selected, QTableView#streamTable::item:selected, QTableView#talkTable::item:selected,
QTableView#effectiveHeaders::item:selected,
QTableView#secretsTable::item:selected, QTableView#trashTable::item:selected { background: @selected; color: @text; }
QTreeView, QListView, QTableView { background: transparent; color: @text; border: 0;
  selection-background-color: @selected; selection-color: @text; }
QHeaderView { background: @sunken; }
QHeaderView::section { background: @sunken; color: @muted; border: 0; border-right: 1px solid @line;
  border-bottom: 1px solid @line; padding: 0 10px; min-height: %27px; }
QHeaderView::section:last { border-right: 0; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @border; border-radius: 3px; margin: 3px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: @borderStrong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QPlainTextEdit { background: transparent; color: @text; border: 0; selection-background-color: @selected;
  selection-color: @text; }
QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget { background: transparent; }
QFrame[card="true"] { border: 1px solid @line; border-radius: 8px; background: @raised; }
QFrame[card="sunken"] { border: 1px solid @line; border-radius: 8px; background: @sunken; }
QFrame[card="accent"] { border: 1px solid @accent; border-radius: 8px; background: @accentSoft; }
QFrame[card="error"] { border: 1px solid @errLine; border-radius: 8px; background: @errSoft; }
QFrame[card="warning"] { border: 1px solid @warnFill; border-radius: 8px; background: @warnSoft; }
QFrame[card="info"] { border: 1px solid transparent; border-radius: 8px; background: @accentSoft; }
QFrame[card="popover"] { border: 1px solid @border; border-radius: 10px; background: @raised; }
QFrame[line="below"] { border: 0; border-bottom: 1px solid @line; }
QFrame[line="above"] { border: 0; border-top: 1px solid @line; }
QFrame[line="right"] { border: 0; border-right: 1px solid @line; }
QSlider::groove:horizontal { background: @track; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @accent; height: 4px; border-radius: 2px; }
QSlider::handle:horizontal { background: @surface; border: 2px solid @accent; width: 12px; height: 12px; margin: -6px 0;
  border-radius: 8px; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: @accentSoft; }
QTextBrowser { background: transparent; color: @text; border: 0; selection-background-color: @selected;
  selection-color: @text; }
QProgressBar { background: @track; border: 0; border-radius: 2px; min-height: 4px; max-height: 4px; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
"""


def stylesheet(color: Callable[[str], str], scale: float) -> str:
    """Return the sheet with `@token` replaced by colours and `%n` lengths by pixels at this scale."""
    sheet = re.sub(r"@(\w+)", lambda match: color(match[1]), _SHEET)
    return re.sub(r"%(\d+)px", lambda match: f"{round(int(match[1]) * scale)}px", sheet)
