"""SMSC Tasks: deferred export tasks of an SMS Centre account, in a window."""
