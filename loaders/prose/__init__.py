"""Running text: figures, citations, organizations, projects that are told and not tabled."""
