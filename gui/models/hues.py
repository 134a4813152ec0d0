"""Hues in degrees; `views.theme` turns them into colours that suit the palette."""

INFO, WARNING, FAILED, DONE = 210, 35, 5, 140
