"""Conditions under which a statement holds: small questions to the record, each with its answer in one line.

A packaged statement of the article is a list of them; what failing one means ("wrong", "imprecise"...) stands with the
statement. A condition computes; it never knows what the text says.
"""

from ebb.audit.questions.ask import QUESTIONS, Answer, ask

__all__ = ["QUESTIONS", "Answer", "ask"]
