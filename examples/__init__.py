"""Example documents: budget disclosures of a fictitious county, in the form of the real ones, with their truth.

The package invents departments, balanced books and policy documents, writes them down as the text of a disclosure and
says, beside each text, what a reader should find in it and on which line. It knows nothing of the project's readers.
`examples.generate` is the way in; `examples/county` is the committed demonstration set.
"""
