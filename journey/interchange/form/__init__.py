"""The registration form: a workbook of five tabs that pilots hand in once a peildatum.

:mod:`.layout` says which tabs and columns there are, :mod:`.model` what a delivery holds.
"""
