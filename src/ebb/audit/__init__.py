"""Audit: every number and date of an article against the published record, in Chinese and English.

Read (what the text says), link (what it speaks of), judge (what the record says). A text is data: nothing in it is ever
executed or fetched, and a verdict is computed from the record at run time, never typed.
"""
