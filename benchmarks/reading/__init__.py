"""The report over a corpus of documents: what was read against what is printed, and whether what was read adds up.

`printed` counts what stands on the pages and knows nothing of the reader; `sums` adds up what the reader gave back;
`report` sets the two side by side; `pdf_speed` measures what reading costs.
"""
