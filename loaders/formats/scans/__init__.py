"""A picture of a page to lines of text and grids: colours, turning, rules, cells, recognition.

Knows pictures and nothing about budgets. Needs the libraries of the extra `ocr`; `loaders.formats.scan` is the door
and says so where they are absent.
"""
