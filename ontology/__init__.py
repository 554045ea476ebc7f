"""The language: classes and properties, shapes, code lists and template words. Data first; imports nothing of ours."""
