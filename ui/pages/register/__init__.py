"""Registers: lists with the opened record beside them, described as data; pages of one or several such lists."""

from ui.pages.register.page import RegistersPage
from ui.pages.register.record import RecordPanel
from ui.pages.register.register import Register
from ui.pages.register.view import RegisterView

__all__ = ["RecordPanel", "Register", "RegisterView", "RegistersPage"]
