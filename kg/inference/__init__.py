"""What follows from what documents state together: relations with a confidence and a reason, kept apart from all else.

Each module knows one kind of evidence and is a pure function from merged things to inferences; `keeper` knows where
they are kept and what has to be drawn anew. Nothing here is ever counted.
"""
