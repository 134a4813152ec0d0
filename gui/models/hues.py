"""Hues of what needs attention, in degrees; `views.icons` makes colours of them that go with the palette."""

INFO, WARNING, FAILED, DONE = 210, 35, 5, 140
