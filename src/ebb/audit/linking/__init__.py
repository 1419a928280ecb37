"""Linking: what a quantity speaks of, by the words around it.

A transparent rule base: every link says which words and rules decided and which candidates were rejected and why. It
reads the text and the rule base in :mod:`ebb.audit.terms`; it must never look at the record, since a reading that is
chosen because its figure fits proves nothing.
"""

from ebb.audit.linking.link import link
from ebb.audit.linking.match import Hit, hits

__all__ = ["Hit", "hits", "link"]
