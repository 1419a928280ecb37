"""Ten thousand futures of one plan: the whole portfolio, the books and income in every draw, and what their spread says.

:mod:`~ebb.simulate.ensemble.prepare` writes down once what no draw changes, :mod:`~ebb.simulate.ensemble.kernel` follows the
draws, :mod:`~ebb.simulate.ensemble.twin` does the same in plain Python and judges it. The rule is that of
:mod:`ebb.simulate.loop`; nothing here decides anything of its own.
"""
