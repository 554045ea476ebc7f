"""PDF: characters and ruling lines by pdfium, tables by the lines that are drawn, paragraphs by their setting.

Knows pages; knows nothing about budgets.
"""

from __future__ import annotations

from loaders.formats.pdf.reading import read_pdf

__all__ = ["read_pdf"]
