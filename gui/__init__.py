"""SMSC Tasks: deferred export tasks of an SMS Centre account, in a window."""

__version__ = "0.1.0"
