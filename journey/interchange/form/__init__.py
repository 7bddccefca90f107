"""The registration form: a workbook of five tabs that pilots hand in once a peildatum.

:mod:`.layout` says which tabs and columns there are, :mod:`.workbook` makes the workbook,
:mod:`.reading` reads one (or five CSV files) into a delivery, and :mod:`.model` says what that is.
:mod:`.contradictions` judges it by itself, and :mod:`.deliver` makes events of it: its rows tell
:mod:`.facts`, as the log's own do, which :mod:`.compare` holds against each other.
"""
