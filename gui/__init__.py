"""SMSC Tasks: deferred export tasks of an SMS Centre account, in a window."""

from importlib.metadata import version

__version__ = version("smsc-tasks")
