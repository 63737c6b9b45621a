"""Seeds one known fault at a time into a clean program, to measure what finds it.

Written apart from the rules: nothing here may know how a rule decides, or the measure would only
say that both were written by the same rules of thumb.
"""
